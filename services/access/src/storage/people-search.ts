import type { Knex } from '@flexspace/database';
import type { PeopleDirectory } from '../application/ports/access-ports.js';
import { personFromRow, type NameRow } from './people-rows.js';

type Search = PeopleDirectory['search'];
interface HitRow extends NameRow {
  readonly email: string;
}

const COLUMNS = 'p.id, p.username, p.first_name, p.last_name, p.email';
const BY_NAME = "lower(p.first_name || ' ' || p.last_name), p.username, p.id";

/** Two or three letters: twenty rows of a list that is kept in the order of the answer. */
const SHORT = { min: 2, max: 3 };
const hitsOf = (byEmail: boolean): string => `
  (select person_id from access.people_prefixes where prefix = ? and by_email = ${byEmail}
    order by sort_name, username, person_id limit ?)`;

const SHORT_PREFIX = (emails: boolean): string => `
  select ${COLUMNS}
    from (${hitsOf(false)} ${emails ? `union all ${hitsOf(true)}` : ''}) hits
    join access.people p on p.id = hits.person_id
   order by ${BY_NAME}
   limit ?`;

/**
 * Hits that are sorted without a second thought: most words of four letters have fewer. Of a word that every tenth has, PostgreSQL
 * rather reads the table until it has met so many.
 */
const FEW = 1_000;
/** People of the beginning of the order that are looked at when there are more hits: a prefix that very many have fills a page there. */
const FIRST_LOOK = 2_000;

/**
 * Longer prefixes. Which index is better depends on how many people a prefix has and where they lie in the order, which no
 * planner can know; so each is tried, with a bound: whom the trigrams find, if they are few; else the first people by name; and only
 * when they do not fill the page, all whom the trigrams find.
 */
const LONG_PREFIXES = (matches: string): string => `
  with found as materialized (
    select ${COLUMNS} from access.people p where p.enabled and ${matches} limit ${FEW + 1}
  ), first_look as materialized (
    select p.* from access.people p
     where (select count(*) from found) > ${FEW} and p.enabled order by ${BY_NAME} limit ${FIRST_LOOK}
  ), page as materialized (
    select ${COLUMNS} from first_look p where ${matches} order by ${BY_NAME} limit ?
  ), others as materialized (
    select ${COLUMNS} from access.people p
     where (select count(*) from found) > ${FEW} and (select count(*) from page) < ? and p.enabled and ${matches}
  )
  select ${COLUMNS}
    from (select * from found where (select count(*) from found) <= ${FEW}
          union all select * from page where (select count(*) from page) = ?
          union all select * from others) p
   order by ${BY_NAME}
   limit ?`;

const isShort = (word: string): boolean => {
  // In characters, as the database counts them.
  const { length } = Array.from(word);
  return length >= SHORT.min && length <= SHORT.max;
};

/** The first people in order of name who have, for each word, a name (or a word of their e-mail) that begins with it. */
export const searchPeople =
  (knex: Knex): Search =>
  async (words, { limit, emails }) => {
    const [only] = words;
    const { rows } =
      only !== undefined && words.length === 1 && isShort(only)
        ? await knex.raw<{ rows: HitRow[] }>(SHORT_PREFIX(emails), [
            ...(emails ? [only, limit, only, limit] : [only, limit]),
            limit,
          ])
        : await searchLong(knex, words, { limit, emails });
    return rows.map((row) => ({ person: personFromRow(row), email: emails ? row.email : '' }));
  };

const searchLong = (knex: Knex, words: Parameters<Search>[0], { limit, emails }: Parameters<Search>[1]) => {
  const matches = words.map(() => (emails ? '(p.name_words like ? or p.email_words like ?)' : 'p.name_words like ?'));
  const patterns = words.flatMap((word) => (emails ? [`% ${word}%`, `% ${word}%`] : [`% ${word}%`]));
  // Not prepared: planned without the letters it would read the whole table for a rare name.
  return knex.raw<{ rows: HitRow[] }>(LONG_PREFIXES(matches.join(' and ')), [
    ...patterns,
    ...patterns,
    limit,
    limit,
    ...patterns,
    limit,
    limit,
  ]);
};
