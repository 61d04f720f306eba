import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@flexspace/testkit';
import fc from 'fast-check';
import { accessMigrations } from '../../src/index.js';
import { foldWords, searchable } from '../../src/domain/directory-person.js';
import { searchPeople } from '../../src/storage/people-search.js';

const PEOPLE = 3_000;
const LIMIT = 20;
/** Few, so that prefixes are shared; the last ones are only at the end of the order. */
const NAMES = ['An', 'Anna', 'Annabel', 'Zoë', 'Zora', 'O', 'Łukasz', '𝒜dam', 'de la Cruz', 'Öz'];
/** Longer than what is kept of a word, and alike for all of that. */
const LONG = 'Wolfeschlegelsteinhausenberg';

const name = (index: number): string => NAMES[index % NAMES.length] ?? '';

/** Half the company shares one word and half another, hardly anybody has both, and a third is at the end of the order in one piece. */
const nameOf = (index: number): readonly [first: string, last: string] => {
  if (index >= PEOPLE - 90) return [name(index), name(index >> 3)];
  if (index >= PEOPLE - 100) return [`Alexander ${LONG}er`, 'Schneider'];
  if (index >= PEOPLE - 110) return ['Alexander', `${LONG}orff`];
  if (index >= PEOPLE - 1_000) return [`Zz Zoltan ${index % 10 === 0 ? 'Žofie' : ''}`, 'Schneider'];
  return index % 2 === 0 ? [`Mia${index}`, 'Schneider'] : ['Alexander', 'Berg'];
};

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase({ schema: 'access', migrations: accessMigrations });
  const people = Array.from({ length: PEOPLE }, (_, index) => {
    const [first, last] = nameOf(index);
    const [username, email] = [`u${index}`, `${name(index >> 2)}.${index}@example.test`];
    const words = { name_words: searchable(username, first, last), email_words: searchable(email) };
    return { username, first_name: first, last_name: last, email, enabled: index % 7 !== 0, ...words };
  });
  await database.knex.raw(
    `insert into access.people (id, username, first_name, last_name, email, enabled, name_words, email_words, observed_at)
     select gen_random_uuid(), username, first_name, last_name, email, enabled, name_words, email_words, now()
       from jsonb_to_recordset(cast(? as jsonb)) as p (username text, first_name text, last_name text, email text,
            enabled boolean, name_words text, email_words text)`,
    [JSON.stringify(people)],
  );
});
afterAll(() => database.close());

/** What was asked for, without any index. */
const plainly = async (words: readonly string[], emails: boolean): Promise<string[]> => {
  const query = database
    .knex('access.people')
    .where('enabled', true)
    .orderByRaw("lower(first_name || ' ' || last_name), username, id")
    .limit(LIMIT)
    .select<{ username: string }[]>('username');
  for (const word of words) {
    void query.where((one) => {
      void one.where('name_words', 'like', `% ${word}%`);
      if (emails) void one.orWhere('email_words', 'like', `% ${word}%`);
    });
  }
  return (await query).map(({ username }) => username);
};

const found = async (words: readonly string[], emails: boolean): Promise<string[]> =>
  (await searchPeople(database.knex)(words, { limit: LIMIT, emails })).map(({ person }) => person.username);

const word = fc.oneof(
  fc.constantFrom('a', 'an', 'ann', 'anna', 'annab', 'zo', 'zoe', 'zor', 'o', 'oz', 'lu', 'luk', '𝒜d', '𝒜da', 'ad'),
  fc.constantFrom('mi', 'mia', 'mia1', 'mia29', 'be', 'ber', 'berg', 'ex', 'exa', 'exam', 'te', 'test', 'la', 'cru'),
  fc.constantFrom('u', 'u2', 'u29', 'u299', 'xx', 'xxx', 'xxxx'),
  fc.constantFrom('al', 'alex', 'alexander', 's', 'schn', 'schneider', 'z', 'zz', 'zoltan', 'zofie', 'example'),
  fc.constantFrom('wolfe', foldWords(LONG).join(''), `${LONG}e`.toLowerCase(), `${LONG}o`.toLowerCase()),
);

describe('searching people', () => {
  it('finds what reading everybody finds, in the same order, for short words and long ones', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 4 }), fc.boolean(), async (words, emails) => {
        expect(await found(words, emails)).toEqual(await plainly(words, emails));
      }),
      { numRuns: 300 },
    );
  });

  it('finds the few who have two words that half the company each has, and those whom only the end of the order has', async () => {
    expect(await found(['alexander', 'schneider'], false)).toHaveLength(9);
    for (const words of [['zoltan'], ['zofie', 'schn'], ['zoltan', 'z', 'example']]) {
      expect(await found(words, true)).toHaveLength(LIMIT);
      expect(await found(words, true)).toEqual(await plainly(words, true));
    }
  });

  it('takes names that are as long as Keycloak lets them be, and squeeze into nothing', async () => {
    // Letters of four bytes, in no order.
    const long = (seed: number): string =>
      Array.from({ length: 255 }, (_, index) =>
        String.fromCodePoint(0x20000 + (((seed + index) * 7_919) % 0xa000)),
      ).join('');
    await database.knex('access.people').insert({
      ...{ id: randomUUID(), username: long(1), first_name: long(2), last_name: long(3), email: `${long(4)}@x.test` },
      ...{ enabled: true, observed_at: '2026-11-26T00:00:00Z', email_words: searchable(long(4)) },
      name_words: searchable(long(1), long(2), long(3)),
    });
    for (const letters of [2, 24, 25, 50]) {
      const beginning = Array.from(long(3)).slice(0, letters).join('');
      expect(await found([beginning], false)).toEqual([long(1)]);
    }
  });

  it('follows every change of a name, an e-mail and an account', async () => {
    const { knex } = database;
    const changes = [
      "update access.people set first_name = 'Quentin', name_words = ' u5 quentin berg' where username = 'u5'",
      "update access.people set email_words = ' quasar example test' where username = 'u6'",
      "update access.people set username = 'u0005' where username = 'u5'",
      "update access.people set enabled = false where username = 'u0005'",
      "update access.people set enabled = true, last_name = 'Quist', name_words = ' u0005 quentin quist' where username = 'u0005'",
      "delete from access.people where username = 'u0005'",
    ];
    for (const change of changes) {
      await knex.raw(change);
      for (const [words, emails] of [['qu'], ['que'], ['qui'], ['qua'], ['be'], ['ber']].flatMap((one) => [
        [one, true] as const,
        [one, false] as const,
      ])) {
        expect({ change, words, ids: await found(words, emails) }).toEqual({
          change,
          words,
          ids: await plainly(words, emails),
        });
      }
    }
    const { rows } = await knex.raw<{ rows: { left: number }[] }>(
      `select count(*)::integer as left from access.people_words w
        where not exists (select from access.people p where p.id = w.person_id and p.enabled)`,
    );
    expect(rows).toEqual([{ left: 0 }]);
  });
});
