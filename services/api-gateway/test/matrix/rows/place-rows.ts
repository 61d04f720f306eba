import { freshCountry, freshFloor, freshPlace, floorThere, placeThere } from '../fresh-objects.js';
import {
  LISTED,
  MANAGES_LOCATION,
  MANAGES_THERE,
  REFUSED_FIELD,
  replaced,
  SEES,
  SIGNED_IN,
  SUPERUSER,
  SUPERUSER_HERE,
} from '../roles.js';
import { lists, type Row } from '../row.js';
import type { Target } from '../world.js';

let named = 0;
const name = (): string => `Named by a row ${(named += 1)}`;

const countryFields = () => ({ name: name(), country_code: 'FR', lat: 46, lng: 2 });
const place = () => ({ name: name(), lat: 48.8, lng: 2.3, timezone: 'Europe/Paris' });
const country = (target: Target): number => target.country;
const location = (target: Target): number => target.location;
const floor = (target: Target): number => target.floor;
const CREATED = 201;
const GONE = 204;

export const countryRows: readonly Row[] = [
  {
    operation: 'GET /api/countries',
    answers: replaced(SIGNED_IN, 'yes', 'has'),
    says: lists(country),
  },
  { operation: 'GET /api/countries/{id}', id: country, answers: SIGNED_IN },
  { operation: 'POST /api/countries', answers: SUPERUSER, success: CREATED, json: countryFields },
  {
    operation: 'PATCH /api/countries/{id}',
    id: country,
    answers: SUPERUSER,
    on: freshCountry,
    json: () => ({ name: name() }),
  },
  { operation: 'PUT /api/countries/{id}', id: country, answers: SUPERUSER, on: freshCountry, json: countryFields },
  {
    operation: 'PATCH /api/countries/{id}',
    what: 'location_count',
    id: country,
    answers: REFUSED_FIELD,
    json: () => ({ location_count: 3 }),
  },
  { operation: 'DELETE /api/countries/{id}', id: country, answers: SUPERUSER, success: GONE, on: freshCountry },
  {
    operation: 'DELETE /api/countries/{id}',
    what: 'with locations',
    id: country,
    answers: replaced(SUPERUSER, 'yes', 'IN_USE'),
  },
];

const change = { operation: 'PATCH /api/locations/{id}', id: location, on: freshPlace } as const;

export const locationRows: readonly Row[] = [
  {
    operation: 'GET /api/locations/tree',
    answers: LISTED,
    says: (answer, target) => {
      const here = answer.list.find((item) => item['id'] === target.country)?.['locations'];
      return Array.isArray(here) && here.some((item: { id?: unknown }) => item.id === target.location) ? 'has' : 'not';
    },
  },
  { operation: 'GET /api/locations', answers: LISTED, says: lists(location) },
  {
    operation: 'GET /api/locations',
    what: 'of a country',
    query: (target) => `country=${target.country}`,
    answers: LISTED,
    says: lists(location),
  },
  { operation: 'GET /api/locations/{id}', id: location, answers: SEES },
  { operation: 'GET /api/locations/{id}', what: 'open', id: (target) => target.there.location, answers: SIGNED_IN },
  {
    operation: 'POST /api/locations',
    answers: SUPERUSER,
    success: CREATED,
    json: (target) => ({ ...place(), country_id: target.there.country }),
  },
  { ...change, answers: MANAGES_LOCATION, json: () => ({ name: name(), timezone: 'Europe/Vienna' }) },
  {
    ...change,
    what: 'at the other location',
    id: (target) => target.there.location,
    answers: MANAGES_THERE,
    on: placeThere,
    json: () => ({ name: name() }),
  },
  { ...change, what: 'its country', answers: SUPERUSER_HERE, json: (target) => ({ country_id: target.there.country }) },
  {
    ...change,
    what: 'its country as it is',
    answers: MANAGES_LOCATION,
    json: (target) => ({ country_id: target.country }),
  },
  { operation: 'PUT /api/locations/{id}', id: location, answers: MANAGES_LOCATION, on: freshPlace, json: place },
  {
    operation: 'PUT /api/locations/{id}',
    what: 'its country',
    id: location,
    answers: SUPERUSER_HERE,
    on: freshPlace,
    json: (target) => ({ ...place(), country_id: target.there.country }),
  },
  ...['location_managers', 'allowed_groups', 'groups', 'managers', 'is_manager', 'can_access'].map((field) => ({
    operation: 'PATCH /api/locations/{id}',
    what: field,
    id: location,
    answers: REFUSED_FIELD,
    json: () => ({ [field]: [] }),
  })),
  {
    operation: 'PUT /api/locations/{id}',
    what: 'the delegation switch',
    id: location,
    answers: REFUSED_FIELD,
    json: () => ({ ...place(), allow_room_managers_to_add_group_members: true }),
  },
  {
    operation: 'DELETE /api/locations/{id}',
    id: location,
    query: () => 'force=true',
    answers: SUPERUSER_HERE,
    success: GONE,
    on: freshPlace,
  },
  {
    operation: 'DELETE /api/locations/{id}',
    what: 'with upcoming bookings',
    id: location,
    answers: replaced(SUPERUSER_HERE, 'yes', 'IN_USE'),
    on: freshPlace,
  },
];

export const floorRows: readonly Row[] = [
  { operation: 'GET /api/floors', answers: LISTED, says: lists(floor) },
  {
    operation: 'GET /api/floors',
    what: 'of a location',
    query: (target) => `location=${target.location}`,
    answers: LISTED,
    says: lists(floor),
  },
  { operation: 'GET /api/floors/{id}', id: floor, answers: SEES },
  {
    operation: 'POST /api/floors',
    answers: MANAGES_LOCATION,
    success: CREATED,
    json: (target) => ({ location: target.location, name: name(), level: 7 }),
  },
  {
    operation: 'POST /api/floors',
    what: 'at the other location',
    answers: MANAGES_THERE,
    success: CREATED,
    json: (target) => ({ location: target.there.location, name: name(), level: 7 }),
  },
  {
    operation: 'PATCH /api/floors/{id}',
    id: floor,
    answers: MANAGES_LOCATION,
    on: freshFloor,
    json: () => ({ name: name() }),
  },
  {
    operation: 'PATCH /api/floors/{id}',
    what: 'at the other location',
    id: (target) => target.there.floor,
    answers: MANAGES_THERE,
    on: floorThere,
    json: () => ({ level: 4 }),
  },
  {
    operation: 'PATCH /api/floors/{id}',
    what: 'its location',
    id: floor,
    answers: REFUSED_FIELD,
    json: (target) => ({ location: target.there.location }),
  },
  {
    operation: 'PUT /api/floors/{id}',
    id: floor,
    answers: MANAGES_LOCATION,
    on: freshFloor,
    json: () => ({ name: name(), level: 2 }),
  },
  {
    operation: 'DELETE /api/floors/{id}',
    id: floor,
    answers: MANAGES_LOCATION,
    success: GONE,
    on: freshFloor,
  },
  {
    operation: 'DELETE /api/floors/{id}',
    what: 'at the other location',
    id: (target) => target.there.floor,
    answers: MANAGES_THERE,
    success: GONE,
    on: floorThere,
  },
];
