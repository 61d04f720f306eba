import type { Knex } from '@flexspace/database';
import type { Turns } from '../application/ports/access-ports.js';

/** Work that one replica does for all: whoever takes the turn does it, the others find it taken. The database's clock decides. */
export const createTurns = (knex: Knex): Turns => ({
  async take(name, minAgeMs) {
    const { rowCount } = await knex.raw<{ rowCount: number }>(
      `insert into access.turns as t (name, taken_at) values (?, now())
       on conflict (name) do update set taken_at = excluded.taken_at
        where t.taken_at <= now() - make_interval(secs => ?)`,
      [name, minAgeMs / 1_000],
    );
    return rowCount === 1;
  },
  async giveBack(name) {
    await knex('access.turns').where({ name }).delete();
  },
});
