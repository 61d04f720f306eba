import multipart, { type MultipartFile } from '@fastify/multipart';
import type { UploadMapRequest } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import { DomainError, InvalidRequest } from '@flexspace/kernel';
import { writing } from '../../http/authentication.js';
import { ifVersion } from '../../http/etag.js';
import type { Api, Routes } from '../route-context.js';
import { IdParams, ref } from '../wire-types.js';
import { viewManagedRoom } from './room-view.js';
import { AdminRoom } from './schemas.js';

const tags = ['admin: rooms'];
const One = ref(AdminRoom);
const FIELD = 'map_image';
/** Enough to name what is not wanted. */
const MOST_FIELDS = 8;
const MAX_MAP_BYTES = 10 * 1024 * 1024;
/** Without one nobody can tell where a part ends, and the parser throws what looks like a defect of ours. */
const BOUNDARY = /;\s*boundary=(?:"[^"]+"|[^\s;"]+)/i;
const UPLOAD_TIMEOUT_MS = 60_000;

/** The upload as catalog wants it: which room, then the bytes as they come. Nothing is kept here. */
async function* messagesOf(
  file: MultipartFile,
  header: { roomId: number; ifVersion: number },
): AsyncGenerator<UploadMapRequest> {
  yield { part: { $case: 'header', value: header } };
  for await (const chunk of file.file) {
    if (!Buffer.isBuffer(chunk)) throw new Error('an upload is made of bytes');
    yield { part: { $case: 'chunk', value: chunk } };
  }
  if (file.file.truncated) throw new DomainError('TOO_LARGE', 'A map may have up to 10 MB.');
}

export const roomMapRoutes: Routes = (api, { clients, admitUpload }) => {
  api.register(async (scope: Api) => {
    await scope.register(multipart, {
      limits: { files: 1, fields: MOST_FIELDS, parts: MOST_FIELDS + 1, fileSize: MAX_MAP_BYTES },
    });
    scope.post(
      '/admin/rooms/:id/upload-map',
      {
        schema: {
          operationId: 'uploadMap',
          summary: 'Replace the floor plan: PNG, JPEG, WebP or SVG in the field map_image',
          tags,
          params: IdParams,
          consumes: ['multipart/form-data'],
          response: { 200: One },
        },
        config: { problems: ['NOT_FOUND', 'TOO_LARGE', 'UNSUPPORTED_MEDIA', 'STALE', 'RATE_LIMITED'] },
      },
      async (request) => {
        await admitUpload(request);
        if (!request.isMultipart() || !BOUNDARY.test(request.headers['content-type'] ?? '')) {
          throw new DomainError('UNSUPPORTED_MEDIA', 'Send the map as multipart/form-data with a boundary.');
        }
        const file = await request.file();
        if (file === undefined) throw InvalidRequest.field(FIELD, 'is required');
        const unknown = Object.keys(file.fields).find((name) => name !== FIELD);
        if (unknown !== undefined) {
          file.file.resume();
          throw InvalidRequest.field(unknown, `is not known here; the map is ${FIELD}`);
        }
        const messages = messagesOf(file, { roomId: request.params.id, ifVersion: ifVersion(request) });
        const room = await clients.catalog.uploadMap(messages, { ...writing(request), timeoutMs: UPLOAD_TIMEOUT_MS });
        return viewManagedRoom(clients, request, { room });
      },
    );
  });

  for (const method of ['POST', 'DELETE'] as const) {
    api.route({
      method,
      url: '/admin/rooms/:id/delete-map',
      schema: {
        operationId: method === 'POST' ? 'deleteMap' : 'removeMap',
        summary: 'Remove the floor plan',
        tags,
        params: IdParams,
        response: { 200: One },
      },
      config: { problems: ['NOT_FOUND', 'STALE'] },
      handler: async (request) => {
        const message = { roomId: request.params.id, ifVersion: ifVersion(request) };
        return viewManagedRoom(clients, request, { room: await clients.catalog.deleteMap(message, writing(request)) });
      },
    });
  }
};
