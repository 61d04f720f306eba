import { sqlInstant, type Database } from '@flexspace/database';
import type { DeskId, Instant } from '@flexspace/kernel';
import type { DeskHolds } from '../application/ports.js';
import { countStanding } from './cancel-bookings.js';
import { InTheWay } from './in-the-way.js';
import { query, type Executor } from './sql.js';

/** Whoever waits here keeps bookings of all these desks waiting; who asked can ask again. */
const LOCK_TIMEOUT = '1s';

/** In the order of ids, like everybody who takes the rows of several desks. A longer hold is never made shorter. */
const HOLD = `
  UPDATE booking.desk_places SET withheld_until = greatest(withheld_until, now() + :forMs * interval '1 millisecond')
  WHERE desk_id IN (
    SELECT desk_id FROM booking.desk_places WHERE desk_id = ANY (:deskIds::bigint[]) ORDER BY desk_id FOR NO KEY UPDATE
  )`;

/**
 * A hold is on the desk's row, which whoever writes a booking there share-locks until the commit. So a booking that is being
 * written when the hold comes is waited for and counted; one that comes later waits for the hold and finds the row changed.
 */
export const createDeskHolds = (database: Database): DeskHolds => ({
  async withhold({ deskIds, now, forMs }) {
    // Mostly this is the answer already, and nobody has to wait for anybody.
    const before = await countStanding(database.knex, deskIds, now);
    if (before > 0) return before;
    try {
      await database.transaction(async (trx) => {
        await trx.raw(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`);
        await query(trx, HOLD, { deskIds, forMs });
        // A statement of its own sees what was committed while the first one waited.
        const count = await countStanding(trx, deskIds, now);
        if (count > 0) throw new InTheWay(count);
      });
      return 0;
    } catch (error) {
      if (error instanceof InTheWay) return error.count;
      throw error;
    }
  },
});

/** A desk, and until when somebody saw it withheld. */
export interface HeldDesk {
  readonly deskId: DeskId;
  readonly withheldUntil: Instant | null;
}

/** Ends holds, but for desks that were withheld once more since they were seen. */
export const letGo = async (executor: Executor, desks: readonly HeldDesk[]): Promise<void> => {
  const seen = desks.flatMap(({ deskId, withheldUntil }) =>
    withheldUntil === null ? [] : [{ deskId, withheldUntil }],
  );
  if (seen.length === 0) return;
  await query(
    executor,
    `UPDATE booking.desk_places SET withheld_until = NULL WHERE desk_id IN (
       SELECT d.desk_id FROM booking.desk_places d
       JOIN unnest(:deskIds::bigint[], :untils::timestamptz[]) AS seen (desk_id, withheld_until)
         USING (desk_id, withheld_until)
       ORDER BY d.desk_id FOR NO KEY UPDATE OF d
     )`,
    { deskIds: seen.map(({ deskId }) => deskId), untils: seen.map(({ withheldUntil }) => sqlInstant(withheldUntil)) },
  );
};
