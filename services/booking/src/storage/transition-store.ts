import { sqlInstant, type Database, type Knex } from '@flexspace/database';
import { deskId, locationId, roomId, Stale, userId, type Instant, type Person } from '@flexspace/kernel';
import { appendToOutbox } from '@flexspace/messaging';
import type { Transitions } from '../application/ports.js';
import { deskStatusChanged } from './booking-events.js';
import { query, SCHEMA } from './sql.js';

const LEASE = 'scheduler';

/** Announces what time did: each start and each end once, whatever is repeated or missed. */
export const createTransitionStore = (database: Database): Transitions => ({
  async next() {
    const rows = await query<{ next_at: Instant | null }>(
      database.knex,
      `SELECT least(
         (SELECT min(start_at) FROM booking.bookings WHERE phase = 0 AND cancelled_at IS NULL),
         (SELECT min(end_at) FROM booking.bookings WHERE phase = 1 AND cancelled_at IS NULL)
       ) AS next_at`,
    );
    return rows[0]?.next_at ?? undefined;
  },

  run: (fencingToken, now, limit) =>
    database.transaction(async (trx) => {
      await passFence(trx, fencingToken);
      const due = await findDue(trx, now, limit);
      await takeDesks(
        trx,
        due.map((one) => one.desk_id),
      );
      const idsOf = (phase: number): number[] => due.filter((one) => one.phase === phase).map((one) => one.id);
      const [ends, starts] = [idsOf(1), idsOf(0)];
      const ended = await advance(trx, END_DUE, { now: sqlInstant(now), ids: ends });
      const started = await advance(trx, START_DUE, { now: sqlInstant(now), ids: starts });
      const states = await statesOf(trx, [...ended, ...started], now);
      await appendToOutbox(
        trx,
        SCHEMA,
        states.map((state) => deskStatusChanged(state, state.bookedBy, now)),
      );
      return {
        started: started.length,
        ended: ended.length,
        more: ends.length === limit || starts.length === limit,
      };
    }),
});

/** Lets a newer or the same holder of the lease act, and remembers it; whoever lost the lease comes too late. */
const passFence = async (trx: Knex.Transaction, token: number): Promise<void> => {
  const rows = await query(
    trx,
    `INSERT INTO booking.fences AS seen (lease, token) VALUES (:lease, :token)
     ON CONFLICT (lease) DO UPDATE SET token = excluded.token WHERE seen.token <= excluded.token RETURNING token`,
    { lease: LEASE, token },
  );
  if (rows.length === 0) throw new Stale('lease');
};

interface Due {
  readonly id: number;
  readonly desk_id: number;
  readonly phase: number;
}

/** What came due, without a lock: by the indexes on the two phases. */
const findDue = (trx: Knex.Transaction, now: Instant, limit: number): Promise<readonly Due[]> =>
  query<Due>(
    trx,
    `(SELECT id, desk_id, phase FROM booking.bookings
      WHERE phase = 1 AND cancelled_at IS NULL AND end_at <= :now ORDER BY end_at LIMIT :limit)
     UNION ALL
     (SELECT id, desk_id, phase FROM booking.bookings
      WHERE phase = 0 AND cancelled_at IS NULL AND start_at <= :now ORDER BY start_at LIMIT :limit)`,
    { now: sqlInstant(now), limit },
  );

/**
 * The desks' rows come before their bookings, as for everybody else who writes: the other way round, an edit and the boundary of
 * the same booking would each wait for the other. Against a desk's row every create takes a share lock: so a booking made at this
 * very moment is either seen in the state that is announced, or announced after it.
 */
const takeDesks = async (trx: Knex.Transaction, deskIds: readonly number[]): Promise<void> => {
  await query(
    trx,
    'SELECT desk_id FROM booking.desk_places WHERE desk_id = ANY (:deskIds::bigint[]) ORDER BY desk_id FOR NO KEY UPDATE',
    { deskIds },
  );
};

/** Looked at again under the lock: it may have been changed or cancelled since it was found. */
const END_DUE = `
  UPDATE booking.bookings SET phase = 2
  WHERE id = ANY (:ids::bigint[]) AND phase = 1 AND cancelled_at IS NULL AND end_at <= :now RETURNING desk_id`;

/** A start that was missed until after its end has nothing left to announce but the desk as it is now. */
const START_DUE = `
  UPDATE booking.bookings SET phase = CASE WHEN end_at <= :now THEN 2 ELSE 1 END
  WHERE id = ANY (:ids::bigint[]) AND phase = 0 AND cancelled_at IS NULL AND start_at <= :now RETURNING desk_id`;

const advance = async (
  trx: Knex.Transaction,
  statement: string,
  bindings: { now: string; ids: readonly number[] },
): Promise<readonly number[]> => (await query<{ desk_id: number }>(trx, statement, bindings)).map((row) => row.desk_id);

/** What each desk is now. */
const statesOf = async (trx: Knex.Transaction, deskIds: readonly number[], now: Instant) => {
  if (deskIds.length === 0) return [];
  const rows = await query<{
    desk_id: number;
    room_id: number;
    location_id: number;
    user_id: string | null;
    username: string;
    full_name: string;
  }>(
    trx,
    `SELECT d.desk_id, d.room_id, d.location_id, b.user_id,
       coalesce(p.username, b.user_id::text) AS username, coalesce(p.full_name, b.user_id::text) AS full_name
     FROM booking.desk_places d
     LEFT JOIN LATERAL (
       SELECT user_id, end_at FROM booking.bookings
       WHERE desk_id = d.desk_id AND cancelled_at IS NULL AND start_at <= :now ORDER BY start_at DESC LIMIT 1
     ) b ON b.end_at > :now
     LEFT JOIN booking.people p ON p.user_id = b.user_id
     WHERE d.desk_id = ANY (:deskIds::bigint[]) ORDER BY d.desk_id`,
    { deskIds, now: sqlInstant(now) },
  );
  return rows.map((row) => {
    const bookedBy: Person | undefined =
      row.user_id === null ? undefined : { id: userId(row.user_id), username: row.username, fullName: row.full_name };
    return {
      deskId: deskId(row.desk_id),
      roomId: roomId(row.room_id),
      locationId: locationId(row.location_id),
      bookedBy,
    };
  });
};
