import { randomUUID } from 'node:crypto';
import type { Answer, Ask } from '../http-client.js';
import type { Shown } from './known.js';

export const DEEDS = ['create', 'move', 'edit', 'bulk', 'remove'] as const;
export type Deed = (typeof DEEDS)[number];

export interface VisitorParts {
  readonly userId: string;
  readonly ask: (path: string, options?: Ask) => Promise<Answer>;
  /** Nobody else changes this person's bookings of these desks, but for the shared ones, where a manager may cancel them. */
  readonly desks: readonly number[];
  readonly shared: ReadonlySet<number>;
  /** Some hours ahead, milliseconds since 1970. */
  readonly day: number;
}

/** One client: one change after the other, so that it knows what each of its bookings was last said to be. */
export interface Visitor {
  readonly known: ReadonlyMap<number, Shown>;
  readonly removed: ReadonlySet<number>;
  readonly done: Readonly<Record<Deed, number>>;
  /** What no client should ever be told. */
  readonly surprises: readonly string[];
  run(until: number): Promise<void>;
}

const HOUR_MS = 3_600_000;
/** As many as are fought for: so few that much is refused, so many that much is not. */
const HOURS = 150;
const EXPECTED = new Set(['SLOT_TAKEN', 'ROOM_UNDER_MAINTENANCE', 'DESK_PERMANENT', 'BOOKING_STARTED']);
/** Where a manager cancels bookings under one's hands. */
const EXPECTED_ON_SHARED = new Set(['BOOKING_ELAPSED', 'STALE']);
const UNAVAILABLE = 503;

interface Listed {
  readonly id: number;
  readonly desk: { readonly id: number };
  readonly start_time: string;
  readonly end_time: string;
  readonly version: number;
}
interface Range {
  readonly start_time: string;
  readonly end_time: string;
}
interface Edited {
  readonly updated_id: number | null;
  readonly created_ids: readonly number[];
  readonly deleted_ids: readonly number[];
  readonly intervals: readonly Range[];
}

const pick = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(Math.random() * items.length)];
const times = (from: number, until: number): Range => ({
  start_time: new Date(from).toISOString(),
  end_time: new Date(until).toISOString(),
});

export const createVisitor = ({ userId, ask, desks, shared, day }: VisitorParts): Visitor => {
  const known = new Map<number, Shown>();
  const removed = new Set<number>();
  const surprises: string[] = [];
  const done = { create: 0, move: 0, edit: 0, bulk: 0, remove: 0 };

  const someDesk = (): number => pick(desks) ?? 0;
  const someTime = (): Range => {
    const from = day + Math.floor(Math.random() * HOURS) * HOUR_MS;
    return times(from, from + (1 + Math.floor(Math.random() * 3)) * HOUR_MS);
  };
  const keep = (id: number, desk: number, range: Range, version: number): void => {
    known.set(id, {
      desk,
      start: Date.parse(range.start_time),
      end: Date.parse(range.end_time),
      version,
      user: userId,
    });
  };
  const keepListed = (one: Listed): void => {
    keep(one.id, one.desk.id, one, one.version);
  };

  /** Undefined when it was refused, as may be; a surprise when it was not as may be. */
  const accepted = (deed: Deed, answer: Answer, desk: number): Answer | undefined => {
    if (answer.status < 300) {
      done[deed] += 1;
      return answer;
    }
    const reason = String(answer.body['reason']);
    const fine = EXPECTED.has(reason) || (shared.has(desk) && EXPECTED_ON_SHARED.has(reason));
    if (!fine && answer.status !== UNAVAILABLE) surprises.push(`${deed} ${answer.status} ${answer.text}`);
    return undefined;
  };

  /** Says it again until somebody answers: for what may be said twice. */
  const insist = async (path: string, options?: Ask): Promise<Answer> => {
    for (;;) {
      const answer = await ask(path, options);
      if (answer.status !== UNAVAILABLE) return answer;
    }
  };

  /** Nobody knows whether it happened: looks. Whatever was not touched by it has to be as it was acknowledged. */
  const lookAgain = async (touched: (id: number, booking: Shown) => boolean): Promise<void> => {
    const listed = new Map<number, Listed>();
    for (const desk of desks) {
      const answer = await insist(`/bookings/?user_only=true&desk=${desk}&limit=500`);
      for (const one of answer.list as unknown as Listed[]) listed.set(one.id, one);
    }
    for (const [id, booking] of known) {
      if (touched(id, booking) || shared.has(booking.desk)) continue;
      const now = listed.get(id);
      if (now?.version !== booking.version || Date.parse(now.start_time) !== booking.start) {
        surprises.push(`lost ${JSON.stringify(booking)}, found ${JSON.stringify(now)}`);
      }
    }
    for (const id of known.keys()) if (!listed.has(id)) known.delete(id);
    for (const one of listed.values()) keepListed(one);
  };

  const once = (json: object): Ask => ({ method: 'POST', json, headers: { 'idempotency-key': randomUUID() } });
  const create = async (): Promise<void> => {
    const desk = someDesk();
    // Now and then one that runs at once.
    const range = Math.random() < 0.1 ? times(Date.now() - 1_000, Date.now() + 2 * HOUR_MS) : someTime();
    const answer = accepted('create', await insist('/bookings/', once({ desk_id: desk, ...range })), desk);
    if (answer !== undefined) keepListed(answer.body as unknown as Listed);
  };
  const bulk = async (): Promise<void> => {
    const [desk, other] = [someDesk(), someDesk()];
    const chosen = desk === other || Math.random() < 0.5 ? { desk_id: desk } : { desk_ids: [desk, other] };
    const json = { ...chosen, intervals: [someTime(), someTime(), someTime()], atomic: Math.random() < 0.3 };
    const answer = accepted('bulk', await insist('/bookings/bulk_create/', once(json)), desk);
    const rows = (answer?.body['results'] ?? []) as (Range & { desk_id: number; id?: number })[];
    for (const row of rows) if (row.id !== undefined) keep(row.id, row.desk_id, row, 1);
  };
  const change = async (
    deed: Deed,
    path: (id: number) => string,
    options: { readonly method: string; readonly json?: (of: Shown) => object; readonly touches: 'it' | 'its desk' },
  ): Promise<{ id: number; before: Shown; answer: Answer } | undefined> => {
    const id = pick([...known.keys()]);
    const before = id === undefined ? undefined : known.get(id);
    if (id === undefined || before === undefined) return undefined;
    const headers = { 'if-match': `"${before.version}"` };
    const { method, json } = options;
    const answer = await ask(path(id), { method, headers, ...(json !== undefined && { json: json(before) }) });
    const taken = accepted(deed, answer, before.desk);
    if (taken !== undefined) return { id, before, answer: taken };
    const byDesk = options.touches === 'its desk';
    const gone = ['BOOKING_ELAPSED', 'STALE'].includes(String(answer.body['reason']));
    if (answer.status === UNAVAILABLE || gone) {
      await lookAgain((one, booking) => one === id || (byDesk && booking.desk === before.desk));
    }
    return undefined;
  };
  const move = async (): Promise<void> => {
    const elsewhere = (): object => ({ ...someTime(), desk_id: someDesk() });
    const later = ({ end }: Shown): object => ({ end_time: new Date(end + HOUR_MS).toISOString() });
    const json = Math.random() < 0.3 ? later : elsewhere;
    const made = await change('move', (id) => `/bookings/${id}/`, { method: 'PATCH', json, touches: 'it' });
    if (made !== undefined) keepListed(made.answer.body as unknown as Listed);
  };
  const edit = async (): Promise<void> => {
    const json = (): object => ({ intervals: Array.from({ length: Math.floor(Math.random() * 4) }, someTime) });
    const path = (id: number): string => `/bookings/${id}/edit_intervals/`;
    const made = await change('edit', path, { method: 'POST', json, touches: 'its desk' });
    if (made === undefined) return;
    const { id, before } = made;
    const result = made.answer.body as unknown as Edited;
    for (const gone of result.deleted_ids) known.delete(gone);
    const [first, ...rest] = result.intervals;
    if (first === undefined) {
      removed.add(id);
      return;
    }
    const same =
      rest.length + result.deleted_ids.length === 0 &&
      Date.parse(first.start_time) === before.start &&
      Date.parse(first.end_time) === before.end;
    keep(id, before.desk, first, before.version + (same ? 0 : 1));
    rest.forEach((range, index) => {
      keep(result.created_ids[index] ?? 0, before.desk, range, 1);
    });
  };
  const remove = async (): Promise<void> => {
    const made = await change('remove', (id) => `/bookings/${id}/`, { method: 'DELETE', touches: 'it' });
    if (made === undefined) return;
    known.delete(made.id);
    removed.add(made.id);
  };

  const deeds = [create, create, move, edit, bulk, remove];
  return {
    known,
    removed,
    done,
    surprises,
    async run(until) {
      while (Date.now() < until) await pick(deeds)?.();
    },
  };
};
