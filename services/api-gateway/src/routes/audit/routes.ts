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
import { csvHeader, toCsv } from './csv.js';
import { AuditLine, AuditQuery } from './schemas.js';

const Audit = T.Unsafe<AuditLine[]>({
  content: {
    'application/json': { schema: T.Array(ref(AuditLine)) },
    'text/csv': { schema: T.String({ description: 'With format=csv', examples: ['service,id,at,actor,action'] }) },
  },
});

const EXPORT_PAGE = 500;
/** A spreadsheet's worth; more is had by `until`. */
const MOST_PAGES = 100;

async function* rowsFrom(first: AuditPage, more: (cursor: string) => Promise<AuditPage>): AsyncGenerator<string> {
  yield csvHeader();
  let page = first;
  for (let read = 1; ; read += 1) {
    for (const line of page.lines) yield toCsv(line);
    if (page.next === '' || read === MOST_PAGES) return;
    page = await more(page.next);
  }
}

const exportCsv = async (clients: Clients, options: CallOptions, query: AuditQuery): Promise<Readable> => {
  const wanted = { ...query, limit: EXPORT_PAGE };
  const first = await readAuditPage(clients, options, wanted);
  return Readable.from(rowsFrom(first, (cursor) => readAuditPage(clients, options, { ...wanted, cursor })));
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
