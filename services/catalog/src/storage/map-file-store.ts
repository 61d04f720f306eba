import { sqlInstant, type Database, type Knex } from '@flexspace/database';
import { roomId, type Clock, type Instant, type RoomId } from '@flexspace/kernel';
import type { CatalogUnit, MapFileLedger } from '../application/ports.js';
import { newMapKey } from './map-key.js';
import type { Result } from './rows.js';

/** Which files are used, inside the transaction that decides it. */
export const createMapFileStore = (trx: Knex.Transaction, at: Instant): CatalogUnit['mapFiles'] => ({
  async use(room, key) {
    await trx.raw(
      `INSERT INTO catalog.map_files (room_id, key) VALUES (?, ?)
       ON CONFLICT ON CONSTRAINT map_files_pkey DO UPDATE SET unused_since = NULL`,
      [room, key],
    );
  },
  async discard(room, key) {
    await trx.raw('UPDATE catalog.map_files SET unused_since = ? WHERE room_id = ? AND key = ?', [
      sqlInstant(at),
      room,
      key,
    ]);
  },
  async discardOf(rooms) {
    await trx.raw('UPDATE catalog.map_files SET unused_since = ? WHERE room_id = ANY(?) AND unused_since IS NULL', [
      sqlInstant(at),
      [...rooms],
    ]);
  },
});

export interface UnusedMapFiles {
  /** The oldest ones that nobody has used since before the moment. */
  unusedSince(before: Instant, limit: number): Promise<{ roomId: RoomId; key: string }[]>;
  forget(room: RoomId, key: string): Promise<void>;
}

export const createMapFileLedger = (database: Database, clock: Clock): MapFileLedger & UnusedMapFiles => ({
  async expect(room, bytes) {
    const key = newMapKey(bytes);
    await database.knex.raw('INSERT INTO catalog.map_files (room_id, key, unused_since) VALUES (?, ?, ?)', [
      room,
      key,
      sqlInstant(clock.now()),
    ]);
    return key;
  },
  async unusedSince(before, limit) {
    const { rows } = await database.knex.raw<Result<{ room_id: number; key: string }>>(
      `SELECT room_id, key FROM catalog.map_files WHERE unused_since < ? ORDER BY unused_since LIMIT ?`,
      [sqlInstant(before), limit],
    );
    return rows.map((row) => ({ roomId: roomId(row.room_id), key: row.key }));
  },
  async forget(room, key) {
    await database.knex.raw('DELETE FROM catalog.map_files WHERE room_id = ? AND key = ?', [room, key]);
  },
});
