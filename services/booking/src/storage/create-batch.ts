import { sqlInstant, type Knex } from '@flexspace/database';
import type { BookingId, Instant, Interval } from '@flexspace/kernel';
import { toOutboxRow } from '@flexspace/messaging';
import type { NewBooking } from '../application/ports.js';
import { phaseAt, type Booking } from '../domain/booking.js';
import { bookingsChanged, statusNow } from './booking-events.js';
import { STAMP } from './desk-directory.js';
import { DESK_LOCK_SPACE, query } from './sql.js';

/**
 * Bookings that came at the same time, in one statement: one round trip and one commit for all of them, each decided for
 * itself. For each: the desk as it is now (a share lock keeps removals and assignments out until the commit), the row if the
 * desk is what was checked and nobody has the time, the person's names, the event. What is taken already is answered without
 * trying.
 *
 * ON CONFLICT DO NOTHING, because a plain INSERT against an exclusion constraint deadlocks under contention. Rows go in by desk
 * and start, which keeps two batches from waiting for each other; the shared advisory lock does the same for a batch and a move.
 */
const CREATE = `
  WITH wanted AS MATERIALIZED (
    SELECT * FROM unnest(
      :ids::bigint[], :locations::bigint[], :desks::bigint[], :stamps::text[], :users::uuid[], :usernames::text[],
      :fullNames::text[], :introduce::boolean[], :starts::timestamptz[], :ends::timestamptz[], :phases::smallint[],
      :eventIds::uuid[], :subjects::text[], :orderingKeys::text[], :lanes::smallint[], :payloads::bytea[],
      :traceparents::text[]
    ) AS one (id, location_id, desk_id, stamp, user_id, username, full_name, introduce, start_at, end_at, phase,
              event_id, subject, ordering_key, lane, payload, traceparent)
  ), turns AS MATERIALIZED (
    SELECT pg_advisory_xact_lock_shared(${DESK_LOCK_SPACE}, (desk_id % 2147483647)::integer)
    FROM (SELECT DISTINCT desk_id FROM wanted ORDER BY desk_id) AS desks
  ), taken AS MATERIALIZED (
    SELECT w.id, array_agg(b.start_at ORDER BY b.start_at) AS starts, array_agg(b.end_at ORDER BY b.start_at) AS ends
    FROM wanted w
    CROSS JOIN LATERAL (
      SELECT start_at, end_at FROM booking.bookings
      WHERE location_id = w.location_id AND desk_id = w.desk_id AND cancelled_at IS NULL
        AND during && tstzrange(w.start_at, w.end_at, '[)')
      LIMIT 100
    ) b
    -- Evaluated before anything else here, so before the first row is looked at.
    WHERE (SELECT count(*) FROM turns) > 0
    GROUP BY w.id
  ), place AS MATERIALIZED (
    SELECT w.id, d.room_id, d.location_id, d.desk_id, ${STAMP} = w.stamp AS fits
    FROM wanted w
    JOIN booking.desk_places d ON d.desk_id = w.desk_id
    JOIN booking.room_places r ON r.room_id = d.room_id
    JOIN booking.location_places l ON l.location_id = d.location_id
    WHERE NOT d.removed AND NOT r.removed AND NOT l.removed AND w.id NOT IN (SELECT id FROM taken)
    ORDER BY w.desk_id, w.start_at, w.id
    FOR SHARE OF d
  ), made AS (
    INSERT INTO booking.bookings (id, location_id, room_id, desk_id, user_id, start_at, end_at, phase)
    SELECT w.id, p.location_id, p.room_id, p.desk_id, w.user_id, w.start_at, w.end_at, w.phase
    FROM place p JOIN wanted w USING (id) WHERE p.fits
    ORDER BY w.desk_id, w.start_at, w.id
    ON CONFLICT DO NOTHING
    RETURNING id
  ), met AS (
    INSERT INTO booking.people AS known (user_id, username, full_name)
    SELECT DISTINCT ON (user_id) user_id, username, full_name FROM wanted
    WHERE introduce AND id IN (SELECT id FROM made) ORDER BY user_id
    ON CONFLICT (user_id) DO UPDATE SET username = excluded.username, full_name = excluded.full_name
      WHERE (known.username, known.full_name) IS DISTINCT FROM (excluded.username, excluded.full_name)
  ), told AS (
    INSERT INTO booking.outbox (event_id, subject, ordering_key, lane, payload, traceparent)
    SELECT event_id, subject, ordering_key, lane, payload, traceparent FROM wanted
    WHERE id IN (SELECT id FROM made) ORDER BY id
  )
  SELECT w.id, m.id IS NOT NULL AS made, coalesce(p.fits, false) AS fits, t.starts, t.ends
  FROM wanted w LEFT JOIN place p USING (id) LEFT JOIN made m USING (id) LEFT JOIN taken t USING (id)`;

/** One booking that waits to be written. */
export interface CreateRow {
  readonly id: BookingId;
  readonly wanted: NewBooking;
  /** Whether the person's names have to be written. */
  readonly introduce: boolean;
}

export type CreateResult =
  | { readonly kind: 'created'; readonly booking: Booking }
  /** Without conflicts when another one was quicker by so little that its row cannot be seen yet. */
  | { readonly kind: 'taken'; readonly conflicts: readonly Interval[] | undefined }
  | { readonly kind: 'facts_changed' };

interface Answer {
  readonly id: number;
  readonly made: boolean;
  readonly fits: boolean;
  readonly starts: readonly Instant[] | null;
  readonly ends: readonly Instant[] | null;
}

/** Writes rows and their events; answers in the order asked. */
export const createBatch = async (
  executor: Knex | Knex.Transaction,
  rows: readonly CreateRow[],
): Promise<readonly CreateResult[]> => {
  const bookings = rows.map(({ id, wanted }): Booking => {
    const { desk, user, during } = wanted;
    return { id, desk, user, during, cancelled: false, version: 1 };
  });
  const answers = await query<Answer>(executor, CREATE, bindings(rows, bookings), { preparedAs: 'create_bookings' });
  const byId = new Map(answers.map((answer) => [answer.id, answer]));
  return bookings.map((booking): CreateResult => {
    const answer = byId.get(booking.id);
    if (answer === undefined) throw new Error('an answer for every row');
    const { starts, ends } = answer;
    if (starts !== null && ends !== null) {
      return { kind: 'taken', conflicts: starts.map((start, index) => ({ start, end: ends[index] ?? start })) };
    }
    if (answer.made) return { kind: 'created', booking };
    return answer.fits ? { kind: 'taken', conflicts: undefined } : { kind: 'facts_changed' };
  });
};

const bindings = (rows: readonly CreateRow[], bookings: readonly Booking[]): Record<string, readonly unknown[]> => {
  const events = rows.map(({ wanted: { desk, user, now } }, index) => {
    const upserted = bookings.slice(index, index + 1);
    const status = statusNow([], upserted, now);
    return toOutboxRow(bookingsChanged({ verb: 'created', desk, upserted, deletedIds: [], status, actor: user, now }));
  });
  const column = <Value>(read: (row: CreateRow) => Value): Value[] => rows.map(read);
  return {
    ids: column((row) => row.id),
    locations: column(({ wanted }) => wanted.desk.locationId),
    desks: column(({ wanted }) => wanted.desk.deskId),
    stamps: column(({ wanted }) => wanted.desk.stamp),
    users: column(({ wanted }) => wanted.user.id),
    usernames: column(({ wanted }) => wanted.user.username),
    fullNames: column(({ wanted }) => wanted.user.fullName),
    introduce: column((row) => row.introduce),
    starts: column(({ wanted }) => sqlInstant(wanted.during.start)),
    ends: column(({ wanted }) => sqlInstant(wanted.during.end)),
    phases: column(({ wanted }) => phaseAt(wanted.during, wanted.now)),
    eventIds: events.map((event) => event.event_id),
    subjects: events.map((event) => event.subject),
    orderingKeys: events.map((event) => event.ordering_key),
    lanes: events.map((event) => event.lane),
    payloads: events.map((event) => event.payload),
    traceparents: events.map((event) => event.traceparent),
  };
};
