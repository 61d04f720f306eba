import type { AuditFilter, AuditRecord } from '@flexspace/contracts/flexspace/common/v1/audit';
import { InvalidRequest } from '@flexspace/kernel';
import { fromTimestamp, type CallOptions } from '@flexspace/service-kit';
import type { Clients } from '../../clients.js';
import { mergeTrails } from './merge-trails.js';
import { fromMoment, toMoment, toPerson } from '../wire-mapper.js';
import type { AuditLine, AuditQuery } from './schemas.js';

type Source = AuditLine['service'];
const SOURCES: readonly Source[] = ['catalog', 'access', 'booking'];

/** Where to go on in each trail; `undefined` when it is at its end. */
type Cursor = Readonly<Record<Source, string | undefined>>;
const START: Cursor = { catalog: '', access: '', booking: '' };

export interface AuditPage {
  readonly lines: AuditLine[];
  /** Empty at the end. */
  readonly next: string;
}

const PART = /^(?:\d{0,15}|-)$/;
const END = '-';

const readCursor = (text: string | undefined): Cursor => {
  if (text === undefined) return START;
  const parts = Buffer.from(text, 'base64url').toString().split('.');
  if (parts.length !== SOURCES.length || !parts.every((part) => PART.test(part))) {
    throw InvalidRequest.field('cursor', 'is not a cursor of this list');
  }
  const [catalog, access, booking] = parts.map((part) => (part === END ? undefined : part));
  return { catalog, access, booking };
};

const writeCursor = (cursor: Cursor): string =>
  SOURCES.every((source) => cursor[source] === undefined)
    ? ''
    : Buffer.from(SOURCES.map((source) => cursor[source] ?? END).join('.')).toString('base64url');

const toFilter = (query: AuditQuery): AuditFilter => ({
  locationId: query.location ?? 0,
  actorId: query.actor?.toLowerCase() ?? '',
  action: query.action ?? '',
  objectType: query.object_type ?? '',
  objectId: query.object_id ?? '',
  from: query.from === undefined ? undefined : fromMoment(query.from, 'from'),
  until: query.until === undefined ? undefined : fromMoment(query.until, 'until'),
});

const toLine = (service: Source, record: AuditRecord): AuditLine => ({
  service,
  id: record.id,
  at: toMoment(record.at),
  actor: toPerson(record.actor),
  action: record.action,
  object_type: record.objectType,
  object_id: record.objectId,
  location_id: record.locationId === 0 ? null : record.locationId,
  before: JSON.parse(record.beforeJson) as unknown,
  after: JSON.parse(record.afterJson) as unknown,
  request_id: record.requestId,
  client_id: record.clientId,
  client_address: record.clientAddress === '' ? null : record.clientAddress,
  hash: record.hash,
});

/**
 * One page of all trails, the youngest line first. Each service keeps its own chain, so a page takes the youngest of all and
 * remembers how far it got in each: their page token is the number of the last line that was seen.
 */
export const readAuditPage = async (clients: Clients, options: CallOptions, query: AuditQuery): Promise<AuditPage> => {
  const limit = query.limit ?? 100;
  const cursor = readCursor(query.cursor);
  const filter = toFilter(query);
  const pages = await Promise.all(
    SOURCES.map(async (source) => {
      const pageToken = cursor[source];
      if (pageToken === undefined) return { source, records: [], last: true };
      const { records, nextPageToken } = await clients[source].listAudit(
        { filter, pageSize: limit, pageToken },
        options,
      );
      return { source, records, last: nextPageToken === '' };
    }),
  );
  const youngest = mergeTrails(
    pages.map(({ source, records }) =>
      records.map((record) => ({ source, record, at: fromTimestamp(record.at, 'at') })),
    ),
    limit,
  );

  const reached = (source: Source): string | undefined => {
    const page = pages.find((one) => one.source === source);
    const taken = youngest.filter((one) => one.source === source);
    if (page === undefined || (page.last && taken.length === page.records.length)) return undefined;
    return taken.length === 0 ? cursor[source] : String(taken.at(-1)?.record.id);
  };
  return {
    lines: youngest.map(({ source, record }) => toLine(source, record)),
    next: writeCursor({ catalog: reached('catalog'), access: reached('access'), booking: reached('booking') }),
  };
};
