import { Client, Pool } from 'pg';
import { z } from 'zod';
import { signIn } from './api.js';
import { describe, measure } from './measure.js';
import type { RunningStack } from './stack-file.js';

const PEOPLE = 100_000;
const CHUNK = 10_000;
/** One after the other, as somebody types: what is measured is a search, not a queue. */
const CLIENTS = 1;
const WARM_UP = 100;
const SEARCHES = 1_500;
const SECONDS = 20;
const SYLLABLES = [
  'an',
  'bel',
  'cor',
  'dar',
  'el',
  'fin',
  'gar',
  'hol',
  'is',
  'jon',
  'kar',
  'lem',
  'mar',
  'nor',
  'os',
  'per',
];
/** Everybody that this bench made has such an address. */
const DOMAIN = 'bench.invalid';

const hits = z.array(z.object({ id: z.string() }));

/** A name of three syllables, another one for each number up to 4,096. */
const nameOf = (index: number): string =>
  [index, index >> 4, index >> 8].map((part) => SYLLABLES[part % SYLLABLES.length] ?? '').join('');

/** Two letters, as the first search while typing; a part of a name; a whole one; somebody who is not there. */
const queryOf = (index: number): string => {
  const name = nameOf(index * 7_919);
  return [name.slice(0, 2), name.slice(0, 4), name, `${name}zz`][index % 4] ?? name;
};

const INSERT = `
  INSERT INTO access.people (id, username, first_name, last_name, email, enabled, name_words, email_words, observed_at)
  SELECT gen_random_uuid(), u, f, l, u || '@${DOMAIN}', true, ' ' || u || ' ' || f || ' ' || l, ' ' || u || ' bench invalid', now()
    FROM unnest($1::text[], $2::text[], $3::text[]) AS made (u, f, l)`;

/** The same rows by the same rule, without anything around them. */
const PLAIN = `
  SELECT id, username, first_name, last_name, email FROM access.people
   WHERE enabled AND (name_words LIKE $1 OR email_words LIKE $1)
   ORDER BY lower(first_name || ' ' || last_name), username, id LIMIT 20`;

const REMOVE = `DELETE FROM access.people WHERE email LIKE '%@${DOMAIN}'`;

const fill = async (client: Client): Promise<void> => {
  await client.query(REMOVE);
  for (let from = 0; from < PEOPLE; from += CHUNK) {
    const made = Array.from({ length: CHUNK }, (_, index) => from + index);
    await client.query(INSERT, [
      made.map((index) => `bench${index}`),
      made.map(nameOf),
      made.map((index) => nameOf(index * 31)),
    ]);
  }
  await client.query('ANALYZE access.people');
};

/** Searches among 100,000 people through REST, against the same query straight to the database in the same run. */
export const benchPeople = async (stack: RunningStack, say: (line: string) => void): Promise<void> => {
  const { access } = stack.postgres;
  const admin = new Client({ connectionString: access });
  await admin.connect();
  const api = await signIn(stack, 'superuser', CLIENTS);
  const pool = new Pool({ connectionString: access, max: CLIENTS });
  pool.on('error', (error) => {
    say(error.message);
  });
  const rest = async (index: number): Promise<string> => {
    const { status, body } = await api.get(`/api/users/search/?q=${queryOf(index)}`);
    return status === 200 && hits.safeParse(body).success ? '200' : String(status);
  };
  const plain = async (index: number): Promise<string> => {
    // Not a prepared statement: planned without the letters it would read the whole table for a rare name.
    await pool.query(PLAIN, [`% ${queryOf(index)}%`]);
    return 'found';
  };
  try {
    await fill(admin);
    const load = { clients: CLIENTS, seconds: SECONDS };
    for (const operation of [rest, plain]) await measure({ ...load, operations: WARM_UP, operation });
    const baseline = await measure({ ...load, operations: SEARCHES, operation: plain });
    const searched = await measure({ ...load, operations: SEARCHES, operation: rest });
    say(describe('plain SQL', baseline));
    say(describe('search through REST', searched));
    say(`\npeople ${PEOPLE}   p50 ${searched.p50Ms.toFixed(1)} ms   p99 ${searched.p99Ms.toFixed(1)} ms`);
    say(`ratio of p50 to plain SQL: ${(searched.p50Ms / baseline.p50Ms).toFixed(2)}`);
  } finally {
    await admin.query(REMOVE);
    await Promise.all([api.close(), pool.end(), admin.end()]);
  }
};
