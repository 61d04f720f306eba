import type { Group } from '@flexspace/contracts/flexspace/access/v1/access';
import type { FastifyRequest } from 'fastify';
import type { Clients } from '../../clients.js';
import { reading } from '../../http/authentication.js';
import { toUserGroup } from './mapper.js';
import type { UserGroup } from './schemas.js';

/** Groups with the names of their locations, which access does not know: one question, however many groups. */
export const viewGroups = async (
  clients: Clients,
  request: FastifyRequest,
  groups: Promise<readonly Group[]>,
): Promise<UserGroup[]> => {
  const [found, { locations }] = await Promise.all([
    groups,
    clients.catalog.listLocations({ countryId: 0 }, reading(request)),
  ]);
  const names = new Map(locations.map((location) => [location.id, location.name]));
  return found.map((group) => toUserGroup(group, names));
};

export const viewGroup = async (clients: Clients, request: FastifyRequest, group: Group): Promise<UserGroup> => {
  const { name } = await clients.catalog.getLocation({ locationId: group.locationId }, reading(request));
  return toUserGroup(group, new Map([[group.locationId, name]]));
};
