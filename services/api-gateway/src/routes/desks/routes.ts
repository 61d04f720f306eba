import { InvalidRequest } from '@flexspace/kernel';
import { Orientation as WireOrientation } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import { Type as T } from 'typebox';
import { reading, writing } from '../../http/authentication.js';
import { ifVersion, sendLive } from '../../http/etag.js';
import type { Routes } from '../route-context.js';
import { Empty, Force, IdParams, Nothing, ref } from '../wire-types.js';
import { viewChangedDesk, viewDesk, viewDesks } from './desk-view.js';
import { fromOrientation, toDesk } from './mapper.js';
import { Desk, DeskChange, DeskFilter, DeskReplacement, NewDesk } from './schemas.js';

const tags = ['desks'];
const One = ref(Desk);

export const deskRoutes: Routes = (api, context) => {
  const { clients } = context;
  api.get(
    '/desks',
    {
      schema: {
        operationId: 'listDesks',
        summary: 'The desks of a room',
        tags,
        querystring: DeskFilter,
        response: { 200: T.Array(One) },
      },
      config: { problems: ['NOT_FOUND'] },
    },
    async (request) => {
      const { room: roomId } = request.query;
      const { desks, states } = await viewDesks(clients, request, { roomId, at: undefined, during: undefined });
      return desks.map((desk) => toDesk(desk, states));
    },
  );

  api.get(
    '/desks/:id',
    {
      schema: {
        operationId: 'getDesk',
        summary: 'One desk and its state now',
        tags,
        params: IdParams,
        querystring: Nothing,
        response: { 200: One },
      },
      config: { tagged: true, problems: ['NOT_FOUND'] },
    },
    async (request, reply) => {
      const body = await viewDesk(clients, request, request.params.id);
      return sendLive(request, reply, { body, version: body.version });
    },
  );

  api.post(
    '/desks',
    {
      schema: { operationId: 'createDesk', summary: 'Add a desk', tags, body: NewDesk, response: { 201: One } },
      config: { problems: ['FORBIDDEN', 'NOT_FOUND', 'ALREADY_EXISTS'] },
    },
    async (request, reply) =>
      context.createOnce(request, reply, async () => {
        const { room: roomId, name, pos_x: posX, pos_y: posY, orientation } = request.body;
        const wireOrientation =
          orientation === undefined ? WireOrientation.ORIENTATION_TOP : fromOrientation(orientation);
        const desk = await clients.catalog.createDesk(
          { roomId, name, posX, posY, orientation: wireOrientation },
          writing(request),
        );
        const body = await viewChangedDesk(clients, request, desk);
        return { location: `/api/desks/${body.id}/`, body };
      }),
  );

  api.patch(
    '/desks/:id',
    {
      schema: {
        operationId: 'changeDesk',
        summary: 'Change a desk',
        tags,
        params: IdParams,
        body: DeskChange,
        response: { 200: One },
      },
      config: { problems: ['FORBIDDEN', 'NOT_FOUND', 'ALREADY_EXISTS', 'STALE'] },
    },
    async (request) => {
      const { name, pos_x: posX, pos_y: posY, orientation } = request.body;
      const message = {
        deskId: request.params.id,
        name,
        posX,
        posY,
        orientation: orientation === undefined ? undefined : fromOrientation(orientation),
        ifVersion: ifVersion(request),
      };
      return viewChangedDesk(clients, request, await clients.catalog.updateDesk(message, writing(request)));
    },
  );

  api.put(
    '/desks/:id',
    {
      schema: {
        operationId: 'replaceDesk',
        summary: 'Replace a desk',
        tags,
        params: IdParams,
        body: DeskReplacement,
        response: { 200: One },
      },
      config: { problems: ['FORBIDDEN', 'NOT_FOUND', 'ALREADY_EXISTS', 'STALE'] },
    },
    async (request) => {
      const { room, name, pos_x: posX, pos_y: posY, orientation } = request.body;
      const { id: deskId } = request.params;
      if (room !== undefined && (await clients.catalog.getDesk({ deskId }, reading(request))).roomId !== room) {
        throw InvalidRequest.field('room', 'cannot change: a desk stays in its room');
      }
      const message = {
        deskId,
        name,
        posX,
        posY,
        orientation: fromOrientation(orientation),
        ifVersion: ifVersion(request),
      };
      return viewChangedDesk(clients, request, await clients.catalog.updateDesk(message, writing(request)));
    },
  );

  api.delete(
    '/desks/:id',
    {
      schema: {
        operationId: 'deleteDesk',
        summary: 'Delete a desk',
        tags,
        params: IdParams,
        querystring: Force,
        response: { 204: Empty },
      },
      config: { problems: ['FORBIDDEN', 'NOT_FOUND', 'IN_USE', 'STALE'] },
    },
    async (request, reply) => {
      const message = { deskId: request.params.id, force: request.query.force ?? false, ifVersion: ifVersion(request) };
      await clients.catalog.deleteDesk(message, writing(request));
      return reply.code(204).send(undefined);
    },
  );
};
