import type { Database } from '@flexspace/database';
import { deskId, floorId, locationId, roomId, userId, type DeskId, type Instant } from '@flexspace/kernel';
import type { DeskDirectory } from '../application/ports.js';
import type { BookableDesk } from '../domain/desk-place.js';
import { letGo, type HeldDesk } from './desk-holds.js';
import { createGatheredReads } from './gathered-reads.js';
import { placeProjection, type PlaceVersion } from './place-projection.js';
import { query } from './sql.js';

interface DeskRow {
  readonly desk_id: number;
  readonly desk_name: string;
  readonly room_id: number;
  readonly room_name: string;
  readonly floor_id: number;
  readonly floor_name: string;
  readonly location_id: number;
  readonly location_name: string;
  readonly timezone: string;
  readonly under_maintenance: boolean;
  readonly assignee_id: string | null;
  readonly removed: boolean;
  readonly stamp: string | null;
  readonly withheld_until: Instant | null;
  /** The hold is over, and nobody said what became of the desk. */
  readonly doubtful: boolean;
}

/** Of a desk that is withheld: equals the stamp of no row, its own included. */
const WITHHELD = '';

const toDesk = (row: DeskRow): BookableDesk => ({
  deskId: deskId(row.desk_id),
  deskName: row.desk_name,
  roomId: roomId(row.room_id),
  roomName: row.room_name,
  floorId: floorId(row.floor_id),
  floorName: row.floor_name,
  locationId: locationId(row.location_id),
  locationName: row.location_name,
  timezone: row.timezone,
  roomUnderMaintenance: row.under_maintenance,
  permanentAssignee: row.assignee_id === null ? undefined : userId(row.assignee_id),
  stamp: row.stamp ?? WITHHELD,
});

/**
 * Changes with every fact that a checked desk carries; `d`, `r`, `l` are its rows. Facts and not versions: each word about any
 * desk raises the versions of its room and location, and while a layout is edited bookings all over the location would be
 * decided anew until they gave up. A desk that is withheld has none: whoever compares it finds that it differs.
 */
export const STAMP = `CASE WHEN d.withheld_until IS NULL THEN concat_ws(E'\\x1f', d.name, r.room_id, r.name, r.floor_id,
  r.floor_name, r.under_maintenance, l.location_id, l.name, l.timezone, d.assignee_id) END`;

/** Of one call; the rest waits, so that catalog is not asked for thousands of desks at once. */
const QUESTIONS_AT_ONCE = 100;

export interface DeskDirectoryOptions {
  readonly database: Database;
  /** Asks the owner of desks; undefined when there is no such desk. `settled`: not while somebody is about to remove it. */
  readonly askCatalog: (id: DeskId, how: { readonly settled: boolean }) => Promise<PlaceVersion | undefined>;
  /** A desk stays withheld, because its owner could not be asked. */
  readonly onDoubt: (error: unknown) => void;
  readonly capacity: number;
}

/**
 * Memory is only a shortcut for the checks before a write: the statement that writes compares the facts again with the rows,
 * and a difference makes the caller forget and look once more. So a stale entry costs a round trip, never a wrong booking.
 */
export const createDeskDirectory = (options: DeskDirectoryOptions): DeskDirectory => {
  const known = new Map<DeskId, BookableDesk>();

  const readRows = async (ids: readonly DeskId[]): Promise<readonly DeskRow[]> =>
    query<DeskRow>(
      options.database.knex,
      `SELECT d.desk_id, d.name AS desk_name, r.room_id, r.name AS room_name, r.floor_id, r.floor_name,
              l.location_id, l.name AS location_name, l.timezone, r.under_maintenance, d.assignee_id,
              d.removed OR r.removed OR l.removed AS removed, ${STAMP} AS stamp,
              d.withheld_until, coalesce(d.withheld_until <= now(), false) AND NOT d.removed AS doubtful
       FROM booking.desk_places d
       JOIN booking.room_places r USING (room_id)
       JOIN booking.location_places l ON l.location_id = d.location_id
       WHERE d.desk_id = ANY (:ids::bigint[])`,
      { ids },
    );

  /** Asks for desks that no event told of yet, and keeps what is said. */
  const learn = async (ids: readonly DeskId[]): Promise<readonly DeskRow[]> => {
    const learned: DeskId[] = [];
    for (let at = 0; at < ids.length; at += QUESTIONS_AT_ONCE) {
      const some = ids.slice(at, at + QUESTIONS_AT_ONCE);
      const answers = await Promise.all(some.map((id) => options.askCatalog(id, { settled: false })));
      const places = answers.filter((place) => place !== undefined);
      await placeProjection.putDesks(options.database.knex, places);
      learned.push(...places.map((place) => place.deskId));
    }
    return learned.length === 0 ? [] : readRows(learned);
  };

  /**
   * Asks what became of desks whose hold is over. Catalog begins to remove nothing once half of a hold is over, and answers when
   * nothing is being removed: so a desk that is there now stays, and is let go unless it was withheld once more.
   */
  const settle = async (doubtful: readonly DeskRow[]): Promise<readonly DeskRow[]> => {
    if (doubtful.length === 0) return [];
    const still: DeskRow[] = [];
    const stay: (PlaceVersion & HeldDesk)[] = [];
    const ask = async (row: DeskRow): Promise<void> => {
      try {
        const place = await options.askCatalog(deskId(row.desk_id), { settled: true });
        if (place !== undefined) stay.push({ ...place, withheldUntil: row.withheld_until });
      } catch (error) {
        options.onDoubt(error);
        still.push(row);
      }
    };
    await Promise.all(doubtful.map(ask));
    await placeProjection.putDesks(options.database.knex, stay);
    await letGo(options.database.knex, stay);
    return stay.length === 0 ? still : [...still, ...(await readRows(stay.map((place) => place.deskId)))];
  };

  const readMany = async (ids: readonly DeskId[]): Promise<ReadonlyMap<DeskId, BookableDesk>> => {
    const rows = await readRows(ids);
    const found = new Set<number>(rows.map((row) => row.desk_id));
    const unheard = ids.filter((id) => !found.has(id));
    const [learned, settled] = await Promise.all([learn(unheard), settle(rows.filter((row) => row.doubtful))]);
    const certain = rows.filter((row) => !row.doubtful);
    const desks = [...certain, ...settled, ...learned].filter((row) => !row.removed).map(toDesk);
    return new Map(desks.map((desk) => [desk.deskId, desk]));
  };

  const read = async (id: DeskId): Promise<BookableDesk | undefined> => (await readMany([id])).get(id);

  const readOne = createGatheredReads(readMany);

  const remember = (desk: BookableDesk): void => {
    if (desk.stamp === WITHHELD) return;
    // The oldest goes: desks that nobody books any more fall out by themselves.
    const oldest = known.keys().next();
    if (known.size >= options.capacity && oldest.done !== true) known.delete(oldest.value);
    known.set(desk.deskId, desk);
  };

  return {
    async find(id) {
      const remembered = known.get(id);
      if (remembered !== undefined) return remembered;
      const desk = await readOne(id);
      if (desk !== undefined) remember(desk);
      return desk;
    },
    async findMany(ids) {
      const found = new Map<DeskId, BookableDesk>();
      for (const id of ids) {
        const remembered = known.get(id);
        if (remembered !== undefined) found.set(id, remembered);
      }
      const unknown = ids.filter((id) => !found.has(id));
      if (unknown.length === 0) return found;
      for (const [id, desk] of await readMany(unknown)) {
        remember(desk);
        found.set(id, desk);
      }
      return found;
    },
    read,
    readMany,
    async meet(ids) {
      const rows = await query<{ desk_id: number }>(
        options.database.knex,
        `SELECT desk_id FROM unnest(:ids::bigint[]) AS asked (desk_id)
         WHERE NOT EXISTS (SELECT FROM booking.desk_places d WHERE d.desk_id = asked.desk_id)`,
        { ids },
      );
      await learn(rows.map((row) => deskId(row.desk_id)));
    },
    forget(id) {
      known.delete(id);
    },
  };
};
