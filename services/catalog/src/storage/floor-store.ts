import type { Knex } from '@flexspace/database';
import type { CatalogUnit } from '../application/ports.js';
import { onlyRow, toFloor, type FloorRow, type Result } from './rows.js';

export const createFloorStore = (trx: Knex.Transaction, revision: number): CatalogUnit['floors'] => ({
  async find(id) {
    const { rows } = await trx.raw<Result<FloorRow>>('SELECT * FROM catalog.floors WHERE id = ?', [id]);
    return rows[0] && toFloor(rows[0]);
  },
  async insert(locationId, fields) {
    const result = await trx.raw<Result<FloorRow>>(
      `INSERT INTO catalog.floors (location_id, name, level, revision)
       VALUES (:locationId, :name, :level, :revision) RETURNING *`,
      { ...fields, locationId, revision },
    );
    return toFloor(onlyRow(result));
  },
  async save(floor) {
    const result = await trx.raw<Result<FloorRow>>(
      `UPDATE catalog.floors
       SET name = :name, level = :level, version = version + 1, revision = :revision
       WHERE id = :id RETURNING *`,
      { ...floor, revision },
    );
    return toFloor(onlyRow(result));
  },
  async inLocation(id) {
    const { rows } = await trx.raw<Result<FloorRow>>(
      'SELECT * FROM catalog.floors WHERE location_id = ? ORDER BY level, id',
      [id],
    );
    return rows.map(toFloor);
  },
  async remove(floor) {
    await trx.raw('DELETE FROM catalog.floors WHERE id = ?', [floor.id]);
  },
});
