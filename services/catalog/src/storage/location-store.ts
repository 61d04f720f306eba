import type { Knex } from '@flexspace/database';
import type { CatalogUnit } from '../application/ports.js';
import { onlyRow, toLocation, type LocationRow, type Result } from './rows.js';

export const createLocationStore = (trx: Knex.Transaction, revision: number): CatalogUnit['locations'] => ({
  async find(id) {
    const { rows } = await trx.raw<Result<LocationRow>>('SELECT * FROM catalog.locations WHERE id = ?', [id]);
    return rows[0] && toLocation(rows[0]);
  },
  async insert(fields) {
    const result = await trx.raw<Result<LocationRow>>(
      `INSERT INTO catalog.locations (country_id, name, lat, lng, timezone, revision)
       VALUES (:countryId, :name, :lat, :lng, :timezone, :revision) RETURNING *`,
      { ...fields, revision },
    );
    return toLocation(onlyRow(result));
  },
  async save(location) {
    const result = await trx.raw<Result<LocationRow>>(
      `UPDATE catalog.locations
       SET country_id = :countryId, name = :name, lat = :lat, lng = :lng, timezone = :timezone,
           version = version + 1, revision = :revision
       WHERE id = :id RETURNING *`,
      { ...location, revision },
    );
    return toLocation(onlyRow(result));
  },
  async remove(location) {
    await trx.raw('DELETE FROM catalog.locations WHERE id = ?', [location.id]);
  },
});
