import type { Knex } from '@flexspace/database';
import type { CatalogUnit } from '../application/ports.js';
import { onlyRow, toCountry, type CountryRow, type Result } from './rows.js';

export const createCountryStore = (trx: Knex.Transaction, revision: number): CatalogUnit['countries'] => ({
  async find(id) {
    const { rows } = await trx.raw<Result<CountryRow>>('SELECT * FROM catalog.countries WHERE id = ?', [id]);
    return rows[0] && toCountry(rows[0]);
  },
  async insert(fields) {
    const result = await trx.raw<Result<CountryRow>>(
      `INSERT INTO catalog.countries (name, country_code, lat, lng, revision)
       VALUES (:name, :countryCode, :lat, :lng, :revision) RETURNING *`,
      { ...fields, revision },
    );
    return toCountry(onlyRow(result));
  },
  async save(country) {
    const result = await trx.raw<Result<CountryRow>>(
      `UPDATE catalog.countries
       SET name = :name, country_code = :countryCode, lat = :lat, lng = :lng, version = version + 1, revision = :revision
       WHERE id = :id RETURNING *`,
      { ...country, revision },
    );
    return toCountry(onlyRow(result));
  },
  async remove(country) {
    await trx.raw('DELETE FROM catalog.countries WHERE id = ?', [country.id]);
  },
  async countLocations(id) {
    const result = await trx.raw<Result<{ count: number }>>(
      'SELECT count(*) AS count FROM catalog.locations WHERE country_id = ?',
      [id],
    );
    return onlyRow(result).count;
  },
});
