import { Readable } from 'node:stream';
import type { CallOptions } from '@flexspace/service-kit';
import type { FastifyReply } from 'fastify';
import { Type as T } from 'typebox';
import type { Clients } from '../../clients.js';
import { reading } from '../../http/authentication.js';
import { linkNext } from '../../http/paging.js';
import type { Routes } from '../route-context.js';
import { ref } from '../wire-types.js';
import { readAuditPage, type AuditPage } from './audit-pages.js';
import { csvRows } from './csv-rows.js';
import { AuditLine, AuditQuery } from './schemas.js';

const Audit = T.Unsafe<AuditLine[]>({
  content: {
    'application/json': { schema: T.Array(ref(AuditLine)) },
    'text/csv': { schema: T.String({ description: 'With format=csv', examples: ['service,id,at,actor,action'] }) },
  },
});

const EXPORT_PAGE = 500;
/** A million lines: as many as a spreadsheet takes. */
const MOST_PAGES = 2_000;

const exportCsv = async (clients: Clients, options: CallOptions, query: AuditQuery): Promise<Readable> => {
  const wanted = { ...query, limit: EXPORT_PAGE };
  const first = await readAuditPage(clients, options, wanted);
  const more = (cursor: string): Promise<AuditPage> => readAuditPage(clients, options, { ...wanted, cursor });
  return Readable.from(csvRows(first, more, MOST_PAGES));
};

const sendCsv = (reply: FastifyReply, rows: Readable): FastifyReply =>
  reply
    .headers({ 'content-type': 'text/csv; charset=utf-8', 'content-disposition': 'attachment; filename="audit.csv"' })
    .send(rows);

export const auditRoutes: Routes = (api, { clients }) => {
  api.get(
    '/admin/audit',
    {
      schema: {
        operationId: 'listAudit',
        summary: 'Who changed what: places, managers, groups and gates, the youngest first; also as CSV',
        tags: ['admin: audit'],
        querystring: AuditQuery,
        response: { 200: Audit },
      },
      config: { problems: ['FORBIDDEN'] },
    },
    async (request, reply) => {
      if (request.query.format === 'csv') {
        return sendCsv(reply, await exportCsv(clients, reading(request), request.query));
      }
      const { lines, next } = await readAuditPage(clients, reading(request), request.query);
      linkNext(request, reply, next);
      return lines;
    },
  );
};
