import { freshGroup, groupThere } from '../fresh-objects.js';
import {
  LISTS_GROUPS,
  MANAGES_LOCATION,
  MANAGES_THERE,
  READS_GROUPS,
  READS_GROUPS_THERE,
  REFUSED_FIELD,
  replaced,
  row,
  SIGNED_IN,
} from '../roles.js';
import { lists, type Row } from '../row.js';
import type { Target, World } from '../world.js';

let named = 0;
const name = (): string => `Group of a row ${(named += 1)}`;
const group = (target: Target): number => target.group;
const somebody = (target: Target): object => ({ user_ids: [target.bystander] });
const CREATED = 201;
const GONE = 204;

/** A group of a location that lets its room managers change members. */
const delegated = async (world: World): Promise<Partial<Target>> => {
  const { location } = world.target;
  await world.make.post(`/admin/locations/${location}/toggle_room_manager_permissions`, { allow: true });
  return freshGroup(world);
};
const kept = async (world: World): Promise<Partial<Target>> => {
  const { location } = world.target;
  await world.make.post(`/admin/locations/${location}/toggle_room_manager_permissions`, { allow: false });
  return freshGroup(world);
};

export const groupRows: readonly Row[] = [
  { operation: 'GET /api/usergroups', answers: LISTS_GROUPS, says: lists(group) },
  {
    operation: 'GET /api/usergroups',
    what: 'of a location',
    query: (target) => `location=${target.location}`,
    answers: READS_GROUPS,
  },
  {
    operation: 'GET /api/usergroups/by_location',
    query: (target) => `location_id=${target.location}`,
    answers: replaced(READS_GROUPS, 'yes', 'has'),
    says: lists(group),
  },
  {
    operation: 'GET /api/usergroups/by_location',
    what: 'the other location',
    query: (target) => `location_id=${target.there.location}`,
    answers: READS_GROUPS_THERE,
  },
  { operation: 'GET /api/usergroups/{id}', id: group, answers: READS_GROUPS },
  {
    operation: 'GET /api/usergroups/{id}',
    what: 'of the other location',
    id: (target) => target.there.group,
    answers: READS_GROUPS_THERE,
  },
  {
    operation: 'POST /api/usergroups',
    answers: MANAGES_LOCATION,
    success: CREATED,
    json: (target) => ({ location: target.location, name: name() }),
  },
  {
    operation: 'POST /api/usergroups',
    what: 'at the other location',
    answers: MANAGES_THERE,
    success: CREATED,
    json: (target) => ({ location: target.there.location, name: name() }),
  },
  {
    operation: 'PATCH /api/usergroups/{id}',
    id: group,
    answers: MANAGES_LOCATION,
    on: freshGroup,
    json: () => ({ name: name() }),
  },
  {
    operation: 'PATCH /api/usergroups/{id}',
    what: 'of the other location',
    id: (target) => target.there.group,
    answers: MANAGES_THERE,
    on: groupThere,
    json: () => ({ description: 'Other' }),
  },
  ...['members', 'location', 'created_by'].map((field) => ({
    operation: 'PATCH /api/usergroups/{id}',
    what: field,
    id: group,
    answers: REFUSED_FIELD,
    json: () => ({ [field]: [] }),
  })),
  {
    operation: 'PUT /api/usergroups/{id}',
    id: group,
    answers: MANAGES_LOCATION,
    on: freshGroup,
    json: () => ({ name: name(), description: '' }),
  },
  {
    operation: 'DELETE /api/usergroups/{id}',
    id: group,
    answers: MANAGES_LOCATION,
    success: GONE,
    on: freshGroup,
  },
  {
    operation: 'DELETE /api/usergroups/{id}',
    what: 'that stands in gates',
    id: group,
    answers: replaced(MANAGES_LOCATION, 'yes', 'IN_USE'),
  },
  ...['add_members', 'remove_members'].flatMap((action) => [
    {
      operation: `POST /api/usergroups/{id}/${action}`,
      what: 'location managers alone',
      id: group,
      answers: MANAGES_LOCATION,
      on: kept,
      json: somebody,
    },
    {
      operation: `POST /api/usergroups/{id}/${action}`,
      what: 'room managers too',
      id: group,
      answers: READS_GROUPS,
      on: delegated,
      json: somebody,
    },
    {
      operation: `POST /api/usergroups/{id}/${action}`,
      what: 'of the other location',
      id: (target: Target) => target.there.group,
      answers: MANAGES_THERE,
      on: groupThere,
      json: somebody,
    },
  ]),
];

export const peopleRows: readonly Row[] = [
  { operation: 'GET /api/users/search', query: () => 'q=fra', answers: SIGNED_IN },
  {
    operation: 'GET /api/users/search',
    what: 'e-mails',
    query: () => 'q=frank',
    answers: row('401 names names names names mails mails mails mails mails mails'),
    says: ({ list }) => {
      const frank = list.find((person) => person['username'] === 'frank');
      if (frank === undefined) return 'nobody';
      return frank['email'] === undefined ? 'names' : 'mails';
    },
  },
  { operation: 'GET /api/preferences/me', answers: SIGNED_IN },
  { operation: 'PATCH /api/preferences/me', answers: SIGNED_IN, json: () => ({ theme: 'dark' }) },
  { operation: 'PATCH /api/preferences/update_preferences', answers: SIGNED_IN, json: () => ({ time_format: '24h' }) },
  {
    operation: 'PATCH /api/preferences/me',
    what: 'somebody else’s',
    answers: REFUSED_FIELD,
    json: (target) => ({ user: target.bystander, theme: 'dark' }),
  },
];
