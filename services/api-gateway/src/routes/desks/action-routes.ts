import { reading, writing } from '../../http/authentication.js';
import { toDeskAvailability } from '../rooms/mapper.js';
import { AvailabilityQuery, DeskAvailability } from '../rooms/schemas.js';
import type { Routes } from '../route-context.js';
import { IdParams, Nothing, ref } from '../wire-types.js';
import { toDesk, toLockState } from './mapper.js';
import { Assignment, Desk, LockState } from './schemas.js';

const tags = ['desks'];

export const deskActionRoutes: Routes = (api, { clients }) => {
  api.get(
    '/desks/:id/availability',
    {
      schema: {
        operationId: 'getDeskAvailability',
        summary: 'Free and busy by calendar day of the location',
        tags,
        params: IdParams,
        querystring: AvailabilityQuery,
        response: { 200: ref(DeskAvailability) },
      },
      config: { problems: ['NOT_FOUND'] },
    },
    async (request) => {
      const { id: deskId } = request.params;
      const { start: startOn = '', days = 14 } = request.query;
      const answer = await clients.booking.getAvailability({ roomId: 0, deskId, startOn, days }, reading(request));
      return toDeskAvailability(answer, deskId);
    },
  );

  api.get(
    '/desks/:id/lock_state',
    {
      schema: {
        operationId: 'getDeskLock',
        summary: 'Who holds the desk',
        tags,
        params: IdParams,
        querystring: Nothing,
        response: { 200: ref(LockState) },
      },
      config: { problems: ['NOT_FOUND'] },
    },
    async (request) => toLockState(await clients.booking.getDeskLock({ deskId: request.params.id }, reading(request))),
  );

  api.post(
    '/desks/:id/assign-permanent',
    {
      schema: {
        operationId: 'assignPermanentDesk',
        summary: 'Make the desk one person’s',
        tags,
        params: IdParams,
        body: Assignment,
        response: { 200: ref(Desk) },
      },
      config: { problems: ['FORBIDDEN', 'NOT_FOUND', 'IN_USE'] },
    },
    async (request) => {
      const { id: deskId } = request.params;
      const { user_id: userId, cancel_conflicting: cancelConflicting = false } = request.body;
      const state = await clients.booking.assignPermanentDesk({ deskId, userId, cancelConflicting }, writing(request));
      return toDesk(await clients.catalog.getDesk({ deskId }, reading(request)), new Map([[deskId, state]]));
    },
  );

  api.post(
    '/desks/:id/clear-permanent',
    {
      schema: {
        operationId: 'clearPermanentDesk',
        summary: 'Make the desk everybody’s again',
        tags,
        params: IdParams,
        response: { 200: ref(Desk) },
      },
      config: { problems: ['FORBIDDEN', 'NOT_FOUND'] },
    },
    async (request) => {
      const { id: deskId } = request.params;
      const state = await clients.booking.clearPermanentDesk({ deskId }, writing(request));
      return toDesk(await clients.catalog.getDesk({ deskId }, reading(request)), new Map([[deskId, state]]));
    },
  );
};
