import { Client, Pool } from 'pg';
import { z } from 'zod';
import { signIn } from './api.js';
import { describe, measure } from './measure.js';
import type { RunningStack } from './stack-file.js';
import { settled } from './settled.js';

const PEOPLE = 100_000;
const CHUNK = 10_000;
/** One after the other, as somebody types: what is measured is a search, not a queue. */
const CLIENTS = 1;
const WARM_UP = 100;
const KIND = 1_500;
const UNKIND = 400;
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

/** Each second one has one, the others the other: both together find nobody. */
const HALVES = ['Alexander', 'Schneider'];
/** Whom only the last of the order have: four in ten, and one in ten. */
const atTheEnd = (index: number): string => {
  if (index < PEOPLE * 0.6) return '';
  return index < PEOPLE * 0.9 ? 'Zoltan ' : 'Zoltan Zz Christensen ';
};

const UNKINDLY = [
  ...['alexander schneider', 'al sc', 'schneider alex bench', 'bench invalid', 'b invalid alexander schneider'],
  ...['zoltan', 'zo', 'zoltan alexander', 'a zoltan', 'z christensen', 'christensen', 'christensen schneider invalid'],
];
const unkindQueryOf = (index: number): string => UNKINDLY[index % UNKINDLY.length] ?? '';

const INSERT = `
  INSERT INTO access.people (id, username, first_name, last_name, email, enabled, name_words, email_words, observed_at)
  SELECT gen_random_uuid(), u, f, l, u || '@${DOMAIN}', true, ' ' || lower(u || ' ' || f || ' ' || l), ' ' || u || ' bench invalid', now()
    FROM unnest($1::text[], $2::text[], $3::text[]) AS made (u, f, l)`;

/** The same rows by the same rule and the same index, without anything around them. */
const PLAIN = `
  SELECT p.id, p.username, p.first_name, p.last_name, p.email
    FROM access.people_words w JOIN access.people p ON p.id = w.person_id
   WHERE access.beginnings_of(w.name_words || w.email_words) @> $1::text[]
   ORDER BY w.sort_name, w.username, w.person_id LIMIT 20`;

const REMOVE = `DELETE FROM access.people WHERE email LIKE '%@${DOMAIN}'`;

const fill = async (client: Client): Promise<void> => {
  await client.query(REMOVE);
  for (let from = 0; from < PEOPLE; from += CHUNK) {
    const made = Array.from({ length: CHUNK }, (_, index) => from + index);
    await client.query(INSERT, [
      made.map((index) => `bench${index}`),
      made.map((index) => `${atTheEnd(index)}${nameOf(index)}`),
      made.map((index) => `${nameOf(index * 31)} ${HALVES[index % HALVES.length] ?? ''}`),
    ]);
  }
  await settled(client, ['access.people', 'access.people_words']);
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
  const compare = async (name: string, searches: number, queryAt: (index: number) => string): Promise<void> => {
    const rest = async (index: number): Promise<string> => {
      const { status, body } = await api.get(`/api/users/search/?q=${encodeURIComponent(queryAt(index))}`);
      return status === 200 && hits.safeParse(body).success ? '200' : String(status);
    };
    const plain = async (index: number): Promise<string> => {
      await pool.query(PLAIN, [queryAt(index).split(' ')]);
      return 'found';
    };
    const load = { clients: CLIENTS, seconds: SECONDS };
    for (const operation of [rest, plain]) await measure({ ...load, operations: WARM_UP, operation });
    const baseline = await measure({ ...load, operations: searches, operation: plain });
    const searched = await measure({ ...load, operations: searches, operation: rest });
    say(describe(`${name}, plain SQL`, baseline));
    say(describe(`${name}, through REST`, searched));
    say(
      `people ${PEOPLE}   p50 ${searched.p50Ms.toFixed(1)} ms   p99 ${searched.p99Ms.toFixed(1)} ms   ` +
        `ratio of p50 to plain SQL: ${(searched.p50Ms / baseline.p50Ms).toFixed(2)}\n`,
    );
  };
  try {
    await fill(admin);
    await compare('kind', KIND, queryOf);
    await compare('unkind', UNKIND, unkindQueryOf);
  } finally {
    await admin.query(REMOVE);
    await Promise.all([api.close(), pool.end(), admin.end()]);
  }
};
