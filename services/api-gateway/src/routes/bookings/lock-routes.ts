import { InvalidRequest } from '@flexspace/kernel';
import type { FastifyInstance } from 'fastify';
import { writing } from '../../http/authentication.js';
import type { Api, Routes } from '../route-context.js';
import { ref } from '../wire-types.js';
import { toHold } from './mapper.js';
import { DeskChoice, Done, Hold } from './schemas.js';

const tags = ['desk locks'];
const MAX_BEACON_BYTES = 4_096;

export const lockRoutes: Routes = (api, { clients }) => {
  api.post(
    '/bookings/lock',
    {
      schema: {
        operationId: 'lockDesk',
        summary: 'Hold a desk for a minute while choosing',
        tags,
        body: DeskChoice,
        response: { 200: ref(Hold) },
      },
      config: {
        problems: [
          'LOCATION_GATE',
          'ROOM_GATE',
          'DESK_PERMANENT',
          'NOT_FOUND',
          'LOCK_LIMIT',
          'LOCK_LOST',
          'ROOM_UNDER_MAINTENANCE',
          'DESK_LOCKED',
        ],
      },
    },
    async (request) => toHold(await clients.booking.lockDesk({ deskId: request.body.desk_id }, writing(request))),
  );

  api.post(
    '/bookings/refresh_lock',
    {
      schema: {
        operationId: 'refreshDeskLock',
        summary: 'Hold it for another minute',
        tags,
        body: DeskChoice,
        response: { 200: ref(Hold) },
      },
      config: {
        problems: ['LOCATION_GATE', 'ROOM_GATE', 'DESK_PERMANENT', 'NOT_FOUND', 'LOCK_LOST', 'ROOM_UNDER_MAINTENANCE'],
      },
    },
    async (request) =>
      toHold(await clients.booking.refreshDeskLock({ deskId: request.body.desk_id }, writing(request))),
  );

  api.register((scope: Api, _options, done) => {
    acceptBeacons(scope);
    scope.post(
      '/bookings/unlock',
      {
        schema: {
          operationId: 'unlockDesk',
          summary: 'Let go of a desk',
          tags,
          body: DeskChoice,
          response: { 200: Done },
        },
        config: { problems: ['LOCK_LOST', 'NOT_FOUND'] },
        bodyLimit: MAX_BEACON_BYTES,
      },
      async (request) => {
        await clients.booking.unlockDesk({ deskId: request.body.desk_id }, writing(request));
        return { ok: true as const };
      },
    );
    done();
  });
};

/** A page that closes can send text, a form or a blob, and cannot choose the content type of each: the body decides. */
const acceptBeacons = (scope: Pick<FastifyInstance, 'removeAllContentTypeParsers' | 'addContentTypeParser'>): void => {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, readBeacon(String(body)));
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  });
};

const MULTIPART_FIELD = /name="desk_id"\r?\n\r?\n(\d{1,16})\r?\n/;

/** JSON, a form, or a multipart form. */
export const readBeacon = (text: string): unknown => {
  if (text.trimStart().startsWith('{')) {
    try {
      return JSON.parse(text);
    } catch (error) {
      if (error instanceof SyntaxError) throw InvalidRequest.field('body', 'is not valid JSON');
      throw error;
    }
  }
  const field = MULTIPART_FIELD.exec(text)?.[1] ?? new URLSearchParams(text).get('desk_id');
  return field === null || !/^\d{1,16}$/.test(field) ? {} : { desk_id: Number(field) };
};
