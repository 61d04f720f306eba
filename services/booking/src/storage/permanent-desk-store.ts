import { appendAudit, sqlInstant, type Database, type Knex } from '@flexspace/database';
import type { DeskId, Instant, UserId } from '@flexspace/kernel';
import { appendToOutbox } from '@flexspace/messaging';
import type { ClearRequest, PermanentDesks } from '../application/ports.js';
import { permanentDeskChanged } from './booking-events.js';
import { cancelMany } from './cancel-bookings.js';
import { InTheWay } from './in-the-way.js';
import { lockDesks, query, SCHEMA } from './sql.js';

/** Assignments live on the desk's row: creates share-lock it, so none slips in between the count and the change. */
export const createPermanentDeskStore = (database: Database): PermanentDesks => ({
  async assign(request) {
    const { desk, assignee, cancelConflicting, actor, now } = request;
    try {
      return await database.transaction(async (trx) => {
        await lockDesks(trx, [desk.deskId]);
        const before = await takeRow(trx, desk.deskId);
        if (before === undefined) return { kind: 'gone' };
        if (before.assignee === assignee.id) return { kind: 'done' };
        const inTheWay = await countOthers(trx, { deskId: desk.deskId, owner: assignee.id, now });
        if (inTheWay > 0 && !cancelConflicting) throw new InTheWay(inTheWay);
        await query(
          trx,
          `INSERT INTO booking.people AS known (user_id, username, full_name) VALUES (:id, :username, :fullName)
           ON CONFLICT (user_id) DO UPDATE SET username = excluded.username, full_name = excluded.full_name`,
          { id: assignee.id, username: assignee.username, fullName: assignee.fullName },
        );
        await setAssignee(trx, desk.deskId, assignee.id);
        await appendToOutbox(trx, SCHEMA, [permanentDeskChanged(desk, assignee, { now, actor })]);
        if (inTheWay > 0) {
          await cancelMany(trx, { deskIds: [desk.deskId], except: assignee.id, ongoing: false, actor, now });
        }
        await audit(trx, request, { before: before.assignee, after: assignee.id });
        return { kind: 'done' };
      });
    } catch (error) {
      if (error instanceof InTheWay) return { kind: 'in_use', count: error.count };
      throw error;
    }
  },

  clear: (request) =>
    database.transaction(async (trx) => {
      const { desk, actor, now } = request;
      await lockDesks(trx, [desk.deskId]);
      const before = await takeRow(trx, desk.deskId);
      if (before?.assignee === undefined) return;
      await setAssignee(trx, desk.deskId, null);
      await appendToOutbox(trx, SCHEMA, [permanentDeskChanged(desk, undefined, { now, actor })]);
      await audit(trx, request, { before: before.assignee, after: undefined });
    }),
});

/** Last in its transaction: from here to the commit the chain has one writer. */
const audit = async (
  trx: Knex.Transaction,
  { desk, actor, origin, now }: ClearRequest,
  assignee: { readonly before: string | undefined; readonly after: string | undefined },
): Promise<void> => {
  const state = (id: string | undefined): object => ({ desk: desk.deskName, permanent_assignee: id ?? null });
  await appendAudit(trx, SCHEMA, [
    {
      at: now,
      actor,
      action: assignee.after === undefined ? 'permanent_desk.cleared' : 'permanent_desk.assigned',
      objectType: 'desk',
      objectId: String(desk.deskId),
      locationId: desk.locationId,
      before: state(assignee.before),
      after: state(assignee.after),
      ...origin,
    },
  ]);
};

const takeRow = async (
  trx: Knex.Transaction,
  deskId: DeskId,
): Promise<{ assignee: string | undefined } | undefined> => {
  const rows = await query<{ assignee_id: string | null }>(
    trx,
    'SELECT assignee_id FROM booking.desk_places WHERE desk_id = :deskId AND NOT removed FOR NO KEY UPDATE',
    { deskId },
  );
  return rows[0] && { assignee: rows[0].assignee_id ?? undefined };
};

const setAssignee = async (trx: Knex.Transaction, deskId: DeskId, assignee: UserId | null): Promise<void> => {
  await query(trx, 'UPDATE booking.desk_places SET assignee_id = :assignee WHERE desk_id = :deskId', {
    deskId,
    assignee,
  });
};

/** Bookings of other people that have not begun. One that runs is left to end. */
const countOthers = async (
  trx: Knex.Transaction,
  about: { deskId: DeskId; owner: UserId; now: Instant },
): Promise<number> => {
  const rows = await query<{ count: number }>(
    trx,
    `SELECT count(*) AS count FROM booking.bookings
     WHERE desk_id = :deskId AND cancelled_at IS NULL AND start_at > :now AND user_id <> :owner`,
    { deskId: about.deskId, owner: about.owner, now: sqlInstant(about.now) },
  );
  return rows[0]?.count ?? 0;
};
