import type { Group } from '@flexspace/contracts/flexspace/access/v1/access';
import type { FastifyRequest } from 'fastify';
import { Type as T, type Static } from 'typebox';
import { reading, writing } from '../../http/authentication.js';
import { ifVersion, sendVersioned } from '../../http/etag.js';
import type { Routes } from '../route-context.js';
import { Empty, Force, IdParams, Nothing, ref } from '../wire-types.js';
import { viewGroup, viewGroups } from './group-view.js';
import {
  ByLocationQuery,
  GroupChange,
  GroupFilter,
  GroupReplacement,
  Members,
  NewGroup,
  UserGroup,
} from './schemas.js';

const tags = ['user groups'];
const One = ref(UserGroup);

export const userGroupRoutes: Routes = (api, context) => {
  const { clients } = context;
  const list = async (request: FastifyRequest, locationId: number): Promise<readonly Group[]> =>
    (await clients.access.listGroups({ locationId }, reading(request))).groups;

  const change = async (
    request: FastifyRequest,
    groupId: number,
    body: Static<typeof GroupChange>,
  ): Promise<UserGroup> => {
    const message = { groupId, name: body.name, description: body.description, ifVersion: ifVersion(request) };
    return viewGroup(clients, request, await clients.access.updateGroup(message, writing(request)));
  };

  api.get(
    '/usergroups',
    {
      schema: {
        operationId: 'listUserGroups',
        summary: 'The groups the caller may list',
        tags,
        querystring: GroupFilter,
        response: { 200: T.Array(One) },
      },
      config: { problems: ['FORBIDDEN', 'NOT_FOUND'] },
    },
    (request) => viewGroups(clients, request, list(request, request.query.location ?? 0)),
  );

  api.get(
    '/usergroups/by_location',
    {
      schema: {
        operationId: 'listUserGroupsOfLocation',
        summary: 'The groups of a location',
        tags,
        querystring: ByLocationQuery,
        response: { 200: T.Array(One) },
      },
      config: { problems: ['FORBIDDEN', 'NOT_FOUND'] },
    },
    (request) => viewGroups(clients, request, list(request, request.query.location_id)),
  );

  api.get(
    '/usergroups/:id',
    {
      schema: {
        operationId: 'getUserGroup',
        summary: 'One group with its members',
        tags,
        params: IdParams,
        querystring: Nothing,
        response: { 200: One },
      },
      config: { tagged: true, problems: ['FORBIDDEN', 'NOT_FOUND'] },
    },
    async (request, reply) => {
      const group = await clients.access.getGroup({ groupId: request.params.id }, reading(request));
      return sendVersioned(request, reply, await viewGroup(clients, request, group));
    },
  );

  api.post(
    '/usergroups',
    {
      schema: {
        operationId: 'createUserGroup',
        summary: 'Add a group to a location',
        tags,
        body: NewGroup,
        response: { 201: One },
      },
      config: { problems: ['NOT_FOUND', 'ALREADY_EXISTS'] },
    },
    async (request, reply) =>
      context.createOnce(request, reply, async () => {
        const { location: locationId, name, description = '' } = request.body;
        const group = await clients.access.createGroup({ locationId, name, description }, writing(request));
        const body = await viewGroup(clients, request, group);
        return { location: `/api/usergroups/${body.id}/`, body };
      }),
  );

  api.patch(
    '/usergroups/:id',
    {
      schema: {
        operationId: 'changeUserGroup',
        summary: 'Rename or describe a group',
        tags,
        params: IdParams,
        body: GroupChange,
        response: { 200: One },
      },
      config: { problems: ['NOT_FOUND', 'ALREADY_EXISTS', 'STALE'] },
    },
    (request) => change(request, request.params.id, request.body),
  );

  api.put(
    '/usergroups/:id',
    {
      schema: {
        operationId: 'replaceUserGroup',
        summary: 'Replace name and description',
        tags,
        params: IdParams,
        body: GroupReplacement,
        response: { 200: One },
      },
      config: { problems: ['NOT_FOUND', 'ALREADY_EXISTS', 'STALE'] },
    },
    (request) => change(request, request.params.id, request.body),
  );

  api.delete(
    '/usergroups/:id',
    {
      schema: {
        operationId: 'deleteUserGroup',
        summary: 'Delete a group',
        tags,
        params: IdParams,
        querystring: Force,
        response: { 204: Empty },
      },
      config: { problems: ['NOT_FOUND', 'IN_USE', 'STALE'] },
    },
    async (request, reply) => {
      const message = {
        groupId: request.params.id,
        force: request.query.force ?? false,
        ifVersion: ifVersion(request),
      };
      await clients.access.deleteGroup(message, writing(request));
      return reply.code(204).send(undefined);
    },
  );

  api.post(
    '/usergroups/:id/add_members',
    {
      schema: {
        operationId: 'addGroupMembers',
        summary: 'Add people to a group',
        tags,
        params: IdParams,
        body: Members,
        response: { 200: One },
      },
      config: { problems: ['NOT_FOUND'] },
    },
    async (request) => {
      const message = { groupId: request.params.id, userIds: request.body.user_ids };
      return viewGroup(clients, request, await clients.access.addGroupMembers(message, writing(request)));
    },
  );

  api.post(
    '/usergroups/:id/remove_members',
    {
      schema: {
        operationId: 'removeGroupMembers',
        summary: 'Take people out of a group',
        tags,
        params: IdParams,
        body: Members,
        response: { 200: One },
      },
      config: { problems: ['NOT_FOUND'] },
    },
    async (request) => {
      const message = { groupId: request.params.id, userIds: request.body.user_ids };
      return viewGroup(clients, request, await clients.access.removeGroupMembers(message, writing(request)));
    },
  );
};
