import { InvalidRequest } from '@flexspace/kernel';
import { Type as T } from 'typebox';
import { reading, removing, writing } from '../../http/authentication.js';
import { ifVersion, sendVersioned } from '../../http/etag.js';
import type { Routes } from '../route-context.js';
import { Empty, Force, IdParams, Nothing, ref } from '../wire-types.js';
import { toFloor } from './mapper.js';
import { Floor, FloorChange, FloorFilter, FloorReplacement, NewFloor } from './schemas.js';

const tags = ['floors'];
const One = ref(Floor);

export const floorRoutes: Routes = (api, context) => {
  const { clients } = context;
  api.get(
    '/floors',
    {
      schema: {
        operationId: 'listFloors',
        summary: 'Floors by level',
        tags,
        querystring: FloorFilter,
        response: { 200: T.Array(One) },
      },
    },
    async (request) => {
      const { floors } = await clients.catalog.listFloors(
        { locationId: request.query.location ?? 0 },
        reading(request),
      );
      return floors.map(toFloor);
    },
  );

  api.get(
    '/floors/:id',
    {
      schema: {
        operationId: 'getFloor',
        summary: 'One floor',
        tags,
        params: IdParams,
        querystring: Nothing,
        response: { 200: One },
      },
      config: { tagged: true, problems: ['NOT_FOUND'] },
    },
    async (request, reply) => {
      const floor = await clients.catalog.getFloor({ floorId: request.params.id }, reading(request));
      return sendVersioned(request, reply, toFloor(floor));
    },
  );

  api.post(
    '/floors',
    {
      schema: { operationId: 'createFloor', summary: 'Add a floor', tags, body: NewFloor, response: { 201: One } },
      config: { problems: ['FORBIDDEN', 'NOT_FOUND', 'ALREADY_EXISTS'] },
    },
    async (request, reply) =>
      context.createOnce(request, reply, async () => {
        const { location: locationId, name, level } = request.body;
        const body = toFloor(await clients.catalog.createFloor({ locationId, name, level }, writing(request)));
        return { location: `/api/floors/${body.id}/`, body };
      }),
  );

  api.patch(
    '/floors/:id',
    {
      schema: {
        operationId: 'changeFloor',
        summary: 'Change a floor',
        tags,
        params: IdParams,
        body: FloorChange,
        response: { 200: One },
      },
      config: { problems: ['FORBIDDEN', 'NOT_FOUND', 'ALREADY_EXISTS', 'STALE'] },
    },
    async (request) => {
      const { name, level } = request.body;
      const message = { floorId: request.params.id, name, level, ifVersion: ifVersion(request) };
      return toFloor(await clients.catalog.updateFloor(message, writing(request)));
    },
  );

  api.put(
    '/floors/:id',
    {
      schema: {
        operationId: 'replaceFloor',
        summary: 'Replace a floor',
        tags,
        params: IdParams,
        body: FloorReplacement,
        response: { 200: One },
      },
      config: { problems: ['FORBIDDEN', 'NOT_FOUND', 'ALREADY_EXISTS', 'STALE'] },
    },
    async (request) => {
      const { location, name, level } = request.body;
      const message = { floorId: request.params.id, name, level, ifVersion: ifVersion(request) };
      if (location !== undefined) {
        const { locationId } = await clients.catalog.getFloor({ floorId: message.floorId }, reading(request));
        if (locationId !== location)
          throw InvalidRequest.field('location', 'cannot change: a floor stays in its location');
      }
      return toFloor(await clients.catalog.updateFloor(message, writing(request)));
    },
  );

  api.delete(
    '/floors/:id',
    {
      schema: {
        operationId: 'deleteFloor',
        summary: 'Delete a floor with all it contains',
        tags,
        params: IdParams,
        querystring: Force,
        response: { 204: Empty },
      },
      config: { problems: ['FORBIDDEN', 'NOT_FOUND', 'IN_USE', 'STALE'] },
    },
    async (request, reply) => {
      const message = {
        floorId: request.params.id,
        force: request.query.force ?? false,
        ifVersion: ifVersion(request),
      };
      await clients.catalog.deleteFloor(message, removing(request));
      return reply.code(204).send(undefined);
    },
  );
};
