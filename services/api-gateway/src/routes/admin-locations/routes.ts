import type { LocationAccess } from '@flexspace/contracts/flexspace/access/v1/access';
import type { FastifyRequest } from 'fastify';
import { Type as T } from 'typebox';
import { reading, writing } from '../../http/authentication.js';
import { sendLive } from '../../http/etag.js';
import { viewManagedRoomsOf } from '../admin-rooms/room-view.js';
import { AdminRoom } from '../admin-rooms/schemas.js';
import type { Routes } from '../route-context.js';
import { viewGroups } from '../usergroups/group-view.js';
import { UserGroup } from '../usergroups/schemas.js';
import { IdParams, Nothing, ref } from '../wire-types.js';
import { viewManagedLocation, viewManagedLocations } from './location-view.js';
import { AdminLocation, Delegation, Gate, Managers } from './schemas.js';

const tags = ['admin: locations'];
const One = ref(AdminLocation);

export const adminLocationRoutes: Routes = (api, { clients }) => {
  const changed = (request: FastifyRequest, access: LocationAccess): Promise<AdminLocation> =>
    viewManagedLocation(clients, request, { id: access.locationId, access });

  api.get(
    '/admin/locations',
    {
      schema: {
        operationId: 'listManagedLocations',
        summary: 'The locations the caller manages',
        tags,
        querystring: Nothing,
        response: { 200: T.Array(One) },
      },
    },
    (request) => viewManagedLocations(clients, request),
  );

  api.get(
    '/admin/locations/:id',
    {
      schema: {
        operationId: 'getManagedLocation',
        summary: 'One of them',
        tags,
        params: IdParams,
        querystring: Nothing,
        response: { 200: One },
      },
      config: { tagged: true, problems: ['NOT_FOUND'] },
    },
    async (request, reply) => {
      const body = await viewManagedLocation(clients, request, { id: request.params.id });
      return sendLive(request, reply, { body, version: body.version });
    },
  );

  api.post(
    '/admin/locations/:id/add_managers',
    {
      schema: {
        operationId: 'addLocationManagers',
        summary: 'Appoint location managers',
        tags,
        params: IdParams,
        body: Managers,
        response: { 200: One },
      },
      config: { tagged: true, problems: ['NOT_FOUND'] },
    },
    async (request) => {
      const message = { locationId: request.params.id, userIds: request.body.user_ids };
      return changed(request, await clients.access.addLocationManagers(message, writing(request)));
    },
  );

  api.post(
    '/admin/locations/:id/remove_managers',
    {
      schema: {
        operationId: 'removeLocationManagers',
        summary: 'Dismiss location managers',
        tags,
        params: IdParams,
        body: Managers,
        response: { 200: One },
      },
      config: { problems: ['NOT_FOUND'] },
    },
    async (request) => {
      const message = { locationId: request.params.id, userIds: request.body.user_ids };
      return changed(request, await clients.access.removeLocationManagers(message, writing(request)));
    },
  );

  api.post(
    '/admin/locations/:id/set_allowed_groups',
    {
      schema: {
        operationId: 'setLocationGate',
        summary: 'Replace the location gate; no groups opens it to everyone',
        tags,
        params: IdParams,
        body: Gate,
        response: { 200: One },
      },
      config: { problems: ['NOT_FOUND'] },
    },
    async (request) => {
      const message = { locationId: request.params.id, groupIds: request.body.group_ids };
      return changed(request, await clients.access.setLocationGate(message, writing(request)));
    },
  );

  api.post(
    '/admin/locations/:id/toggle_room_manager_permissions',
    {
      schema: {
        operationId: 'setDelegation',
        summary: 'Whether room managers may add and remove group members',
        tags,
        params: IdParams,
        body: Delegation,
        response: { 200: One },
      },
      config: { problems: ['NOT_FOUND'] },
    },
    async (request) => {
      const message = { locationId: request.params.id, allow: request.body.allow };
      return changed(request, await clients.access.setDelegation(message, writing(request)));
    },
  );

  api.get(
    '/admin/locations/:id/rooms',
    {
      schema: {
        operationId: 'listRoomsOfManagedLocation',
        summary: 'Its rooms',
        tags,
        params: IdParams,
        querystring: Nothing,
        response: { 200: T.Array(ref(AdminRoom)) },
      },
      config: { problems: ['NOT_FOUND'] },
    },
    (request) => viewManagedRoomsOf(clients, request, request.params.id),
  );

  api.get(
    '/admin/locations/:id/user_groups',
    {
      schema: {
        operationId: 'listGroupsOfManagedLocation',
        summary: 'Its groups',
        tags,
        params: IdParams,
        querystring: Nothing,
        response: { 200: T.Array(ref(UserGroup)) },
      },
      config: { problems: ['FORBIDDEN', 'NOT_FOUND'] },
    },
    (request) =>
      viewGroups(
        clients,
        request,
        clients.access.listGroups({ locationId: request.params.id }, reading(request)).then(({ groups }) => groups),
      ),
  );
};
