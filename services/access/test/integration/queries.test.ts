import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { groupId, locationId, systemClock, userId } from '@flexspace/kernel';
import { createTestDatabase, type TestDatabase } from '@flexspace/testkit';
import { accessMigrations } from '../../src/index.js';
import { createPeopleDirectory } from '../../src/storage/people-directory.js';
import { createPlaceViews } from '../../src/storage/place-views.js';
import { queryStandings } from '../../src/storage/standing-query.js';
import { seedWorld, type WorldModel } from './world-model.js';

const PEOPLE = 100_000;
const CHUNK = 2_000;

describe('queries', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase({ schema: 'access', migrations: accessMigrations });
    // In pieces, because a statement has a limit that a busy machine would reach.
    for (let from = 0; from < PEOPLE; from += CHUNK) {
      await database.knex.raw(
        `insert into access.people (id, username, first_name, last_name, email, enabled, name_words, email_words, observed_at)
         select gen_random_uuid(), 'user' || i, 'First' || i, 'Last' || i, '', true,
                ' user' || i || ' first' || i || ' last' || i, '', now() from generate_series(cast(? as int), ?) i`,
        [from, from + CHUNK - 1],
      );
    }
    await database.knex.raw('analyze access.people');
  });
  afterAll(() => database.close());

  const count = async (work: () => Promise<unknown>): Promise<number> => {
    let queries = 0;
    const listen = (): void => {
      queries += 1;
    };
    database.knex.on('query', listen);
    await work();
    database.knex.off('query', listen);
    return queries;
  };

  it('are as many for a hundred places as for one', async () => {
    const views = createPlaceViews(database.knex);
    const location = { groups: { team: ['ann'], lab: ['ben', 'ann'] }, gate: ['team'], managers: ['ann'], rooms: {} };
    const place = (index: number) => [
      `place${index}`,
      { ...location, rooms: { [`room${index}`]: { gate: ['lab'], managers: ['ben'] } } },
    ];
    const model: WorldModel = {
      people: { ann: {}, ben: {} },
      locations: Object.fromEntries(Array.from({ length: 100 }, (_, index) => place(index))),
    };
    const seeded = await seedWorld(database, model);
    const locations = [...seeded.locations.values()].map(locationId);
    const rooms = [...seeded.rooms.values()].map(
      (room) => ({ ...room, locationId: locationId(room.locationId) }) as never,
    );
    const people = [...seeded.people.values()].map((id) => ({ userId: userId(id), scope: 'everywhere' as const }));
    for (const read of [
      (many: number) => views.listGroups(locations.slice(0, many)),
      (many: number) => views.listLocations(locations.slice(0, many)),
      (many: number) => views.listRooms(rooms.slice(0, many)),
      (many: number) => queryStandings(database.knex, people.slice(0, Math.min(many, 2))),
    ]) {
      const [one, all] = [await count(() => read(1)), await count(() => read(100))];
      expect(all).toBe(one);
      expect(one).toBeLessThanOrEqual(3);
    }
    expect(await views.listGroups(locations)).toHaveLength(200);
    expect(await views.findGroup(groupId(999_999))).toBeUndefined();
  });

  it('find people through an index, rare names and common ones', async () => {
    const plans: string[] = [];
    database.knex.on('query', ({ sql, bindings }: { sql: string; bindings: readonly unknown[] }) => {
      if (sql.includes('people')) plans.push(JSON.stringify({ sql, bindings }));
    });
    const directory = createPeopleDirectory(database, systemClock);
    expect(await directory.search(['user99999'], { limit: 20, emails: false })).toHaveLength(1);
    expect(await directory.search(['us'], { limit: 20, emails: true })).toHaveLength(20);
    expect(await directory.search(['first9', 'last9'], { limit: 20, emails: true })).toHaveLength(20);
    expect(plans).toHaveLength(3);
    for (const text of plans.splice(0)) {
      const { sql, bindings } = JSON.parse(text) as { sql: string; bindings: (string | number | string[])[] };
      const filled = sql.replace(/\$(\d+)|\?/g, (_match, position: string) => {
        const value = bindings[Number(position) - 1];
        if (typeof value === 'number') return String(value);
        return Array.isArray(value) ? `'{${value.join(',')}}'` : `'${String(value)}'`;
      });
      const { rows } = await database.knex.raw<{ rows: { 'QUERY PLAN': string }[] }>(`explain ${filled}`);
      expect(rows.map((row) => row['QUERY PLAN']).join('\n')).not.toContain('Seq Scan');
    }
  });
});
