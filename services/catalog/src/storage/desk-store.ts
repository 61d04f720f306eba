import type { Knex } from '@flexspace/database';
import type { CatalogUnit } from '../application/ports.js';
import type { CheckedDeskFields } from '../domain/desk.js';
import { toDesk, type DeskRow, type Result } from './rows.js';

/** Many rows as one binding, so that a grid of 2,000 is one statement that is planned once. */
const asJson = (desks: readonly (CheckedDeskFields & { readonly id?: number })[]): string =>
  JSON.stringify(
    desks.map(({ id, name, posX, posY, orientation }, position) => ({ id, name, posX, posY, orientation, position })),
  );

const COLUMNS = `id bigint, name text, "posX" double precision, "posY" double precision, orientation text, position integer`;

export const createDeskStore = (trx: Knex.Transaction, revision: number): CatalogUnit['desks'] => ({
  async find(id) {
    const { rows } = await trx.raw<Result<DeskRow>>('SELECT * FROM catalog.desks WHERE id = ?', [id]);
    return rows[0] && toDesk(rows[0]);
  },
  async inRooms(ids) {
    const { rows } = await trx.raw<Result<DeskRow>>(
      'SELECT * FROM catalog.desks WHERE room_id = ANY(?) ORDER BY room_id, name, id',
      [[...ids]],
    );
    return rows.map(toDesk);
  },
  async insert(room, fields) {
    const { rows } = await trx.raw<Result<DeskRow>>(
      `INSERT INTO catalog.desks (location_id, room_id, name, pos_x, pos_y, orientation, revision)
       SELECT :locationId, :roomId, d.name, d."posX", d."posY", d.orientation, :revision
       FROM jsonb_to_recordset(:desks) AS d (${COLUMNS}) ORDER BY d.position
       RETURNING *`,
      { locationId: room.locationId, roomId: room.id, revision, desks: asJson(fields) },
    );
    return rows.map(toDesk);
  },
  async save(desks) {
    const { rows } = await trx.raw<Result<DeskRow>>(
      `UPDATE catalog.desks AS t
       SET name = d.name, pos_x = d."posX", pos_y = d."posY", orientation = d.orientation,
           version = t.version + 1, revision = :revision
       FROM jsonb_to_recordset(:desks) AS d (${COLUMNS})
       WHERE t.id = d.id RETURNING t.*`,
      { revision, desks: asJson(desks) },
    );
    return rows.map(toDesk);
  },
  async remove(ids) {
    await trx.raw('DELETE FROM catalog.desks WHERE id = ANY(?)', [[...ids]]);
  },
});
