import type { CatalogServiceService } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import { countryId, floorId, locationId } from '@flexspace/kernel';
import { unary, type CallContext, type Handlers } from '@flexspace/service-kit';
import { createCountry } from '../../application/create-country.js';
import { createFloor } from '../../application/create-floor.js';
import { createLocation } from '../../application/create-location.js';
import { deleteCountry } from '../../application/delete-country.js';
import { deleteFloor } from '../../application/delete-floor.js';
import { deleteLocation } from '../../application/delete-location.js';
import type { CatalogParts, Requester } from '../../application/ports.js';
import {
  getCountry,
  getFloor,
  getLocation,
  listCountries,
  listFloors,
  listLocations,
  readTree,
} from '../../application/read-places.js';
import { updateCountry } from '../../application/update-country.js';
import { updateFloor } from '../../application/update-floor.js';
import { updateLocation } from '../../application/update-location.js';
import { toWireCountry, toWireFloor, toWireLocation } from './catalog-mapper.js';
import { idIn, optionalIdIn } from './request-ids.js';
import { toWireTree, viewOf } from './tree-mapper.js';

type PlaceMethods =
  | 'getTree'
  | 'getTreeView'
  | `${'get' | 'create' | 'update' | 'delete'}${'Country' | 'Location' | 'Floor'}`
  | 'listCountries'
  | 'listLocations'
  | 'listFloors';

/** Countries, locations, floors, and the tree of them. */
export const placeHandlers = (
  parts: CatalogParts,
  by: (call: CallContext) => Requester,
): Pick<Handlers<typeof CatalogServiceService>, PlaceMethods> => ({
  getTree: unary(async ({ known }, call) => {
    const { tree, hidden } = await readTree(parts.places, by(call));
    return toWireTree(tree, hidden, known?.views);
  }),
  getTreeView: unary(async (_request, call) => {
    const { tree, hidden } = await readTree(parts.places, by(call));
    return { view: viewOf(tree, hidden) };
  }),

  listCountries: unary(async (_request, call) => {
    const countries = await listCountries(parts.places, by(call));
    return { countries: countries.map(toWireCountry) };
  }),
  getCountry: unary(async (request, call) =>
    toWireCountry(await getCountry(parts.places, by(call), idIn('country_id', request.countryId, countryId))),
  ),
  createCountry: unary(async (request, call) => toWireCountry(await createCountry(parts, by(call), request))),
  updateCountry: unary(async ({ countryId: id, ifVersion, ...patch }, call) =>
    toWireCountry(await updateCountry(parts, by(call), { id: idIn('country_id', id, countryId), patch, ifVersion })),
  ),
  deleteCountry: unary(async (request, call) => {
    const { ifVersion } = request;
    await deleteCountry(parts, by(call), { id: idIn('country_id', request.countryId, countryId), ifVersion });
    return {};
  }),

  listLocations: unary(async (request, call) => {
    const inCountry = optionalIdIn('country_id', request.countryId, countryId);
    const locations = await listLocations(parts.places, by(call), inCountry);
    return { locations: locations.map(toWireLocation) };
  }),
  getLocation: unary(async (request, call) =>
    toWireLocation(await getLocation(parts.places, by(call), idIn('location_id', request.locationId, locationId))),
  ),
  createLocation: unary(async (request, call) =>
    toWireLocation(
      await createLocation(parts, by(call), {
        ...request,
        countryId: idIn('country_id', request.countryId, countryId),
      }),
    ),
  ),
  updateLocation: unary(async ({ locationId: id, countryId: country, ifVersion, ...rest }, call) => {
    const patch = { ...rest, countryId: country === undefined ? undefined : idIn('country_id', country, countryId) };
    const location = { id: idIn('location_id', id, locationId), patch, ifVersion };
    return toWireLocation(await updateLocation(parts, by(call), location));
  }),
  deleteLocation: unary(async ({ locationId: id, force, ifVersion }, call) => {
    await deleteLocation(parts, by(call), { id: idIn('location_id', id, locationId), force, ifVersion });
    return {};
  }),

  listFloors: unary(async (request, call) => {
    const inLocation = optionalIdIn('location_id', request.locationId, locationId);
    const floors = await listFloors(parts.places, by(call), inLocation);
    return { floors: floors.map(toWireFloor) };
  }),
  getFloor: unary(async (request, call) =>
    toWireFloor(await getFloor(parts.places, by(call), idIn('floor_id', request.floorId, floorId))),
  ),
  createFloor: unary(async (request, call) =>
    toWireFloor(
      await createFloor(parts, by(call), {
        ...request,
        locationId: idIn('location_id', request.locationId, locationId),
      }),
    ),
  ),
  updateFloor: unary(async ({ floorId: id, ifVersion, ...patch }, call) =>
    toWireFloor(await updateFloor(parts, by(call), { id: idIn('floor_id', id, floorId), patch, ifVersion })),
  ),
  deleteFloor: unary(async ({ floorId: id, force, ifVersion }, call) => {
    await deleteFloor(parts, by(call), { id: idIn('floor_id', id, floorId), force, ifVersion });
    return {};
  }),
});
