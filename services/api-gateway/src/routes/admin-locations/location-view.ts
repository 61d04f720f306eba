import type { LocationAccess } from '@flexspace/contracts/flexspace/access/v1/access';
import { NotFound } from '@flexspace/kernel';
import type { FastifyRequest } from 'fastify';
import type { Clients } from '../../clients.js';
import { reading } from '../../http/authentication.js';
import { countLocations } from '../locations/location-counts.js';
import { toLocation } from '../locations/mapper.js';
import type { Location } from '../locations/schemas.js';
import { reachOf } from '../reach.js';
import { toGroupSummary } from '../usergroups/mapper.js';
import { toPeople } from '../wire-mapper.js';
import type { AdminLocation } from './schemas.js';

const join = (location: Location, access: LocationAccess): AdminLocation => ({
  ...location,
  location_managers: toPeople(access.managers),
  allowed_groups: access.allowedGroups.map(toGroupSummary),
  allow_room_managers_to_add_group_members: access.allowRoomManagersToAddGroupMembers,
  user_group_count: access.groupCount,
});

/** The locations that the caller manages: what access answers decides which, catalog says what they are. */
export const viewManagedLocations = async (clients: Clients, request: FastifyRequest): Promise<AdminLocation[]> => {
  const options = reading(request);
  const [managed, all, counts, reach] = await Promise.all([
    clients.access.listLocationAccess({ locationIds: [] }, options),
    clients.catalog.listLocations({ countryId: 0 }, options),
    clients.booking.countRooms({ roomIds: [], locationId: 0 }, options),
    reachOf(clients, request),
  ]);
  const byId = new Map(managed.locations.map((access) => [access.locationId, access]));
  const locations = all.locations.filter(({ id }) => byId.has(id));
  const countsOf = await countLocations(clients, request, { locations, counts });
  return locations.flatMap((location) => {
    const access = byId.get(location.id);
    return access === undefined ? [] : [join(toLocation(location, countsOf(location), reach), access)];
  });
};

/** One of them; with `access` where a change has just answered it. Throws NOT_FOUND for one that the caller does not manage. */
export const viewManagedLocation = async (
  clients: Clients,
  request: FastifyRequest,
  { id, access }: { readonly id: number; readonly access?: LocationAccess },
): Promise<AdminLocation> => {
  const options = reading(request);
  const [location, known, counts, reach] = await Promise.all([
    clients.catalog.getLocation({ locationId: id }, options),
    access ?? clients.access.listLocationAccess({ locationIds: [id] }, options).then(({ locations }) => locations[0]),
    clients.booking.countRooms({ roomIds: [], locationId: id }, options),
    reachOf(clients, request),
  ]);
  if (known === undefined) throw new NotFound('location');
  const countsOf = await countLocations(clients, request, { locations: [location], counts });
  return join(toLocation(location, countsOf(location), reach), known);
};
