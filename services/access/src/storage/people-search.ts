import type { Knex } from '@flexspace/database';
import type { PeopleDirectory } from '../application/ports/access-ports.js';
import { INDEXED_LETTERS } from './migrations/keep-words-of-people.js';
import { personFromRow, type NameRow } from './people-rows.js';

type Search = PeopleDirectory['search'];
interface HitRow extends NameRow {
  readonly email: string;
}

const IN_ORDER = 'w.sort_name, w.username, w.person_id';

/** People at the beginning of the order who are looked at: words that very many have fill a page there. */
const FIRST_LOOK = 1_000;

interface Asked {
  /** The words of a person that count. */
  readonly of: string;
  /** Whether all that was typed is found there. */
  readonly matches: string;
  /** What of it the index cannot tell. */
  readonly beyondIndex: string;
}

/**
 * Words that many have are mostly found at the beginning of the order. Of others the index lists the owners, to be sorted: few,
 * or the many whom only the rest of the order has. The beginnings stand in a subselect, so that PostgreSQL plans without knowing
 * them: what it believes to be common it looks for by reading everybody.
 */
const search = ({ of, matches, beyondIndex }: Asked): string => `
  with first_look as materialized (
    select w.* from access.people_words w order by ${IN_ORDER} limit ${FIRST_LOOK}
  ), page as materialized (
    select ${IN_ORDER} from first_look w where ${matches} order by ${IN_ORDER} limit :limit
  ), others as materialized (
    select ${IN_ORDER} from access.people_words w
     where (select count(*) from page) < :limit
       and access.beginnings_of(${of}) @> (select cast(:beginnings as text[])) ${beyondIndex}
     order by ${IN_ORDER} limit :limit
  )
  select p.id, p.username, p.first_name, p.last_name, p.email
    from (select * from page where (select count(*) from page) = :limit union all select * from others) w
    join access.people p on p.id = w.person_id
   order by ${IN_ORDER}`;

const beginningOf = (word: string): string => Array.from(word).slice(0, INDEXED_LETTERS).join('');

/** The first people in order of name who have, for each word, a name (or a word of their e-mail) that begins with it. */
export const searchPeople =
  (knex: Knex): Search =>
  async (words, { limit, emails }) => {
    const of = emails ? 'w.name_words || w.email_words' : 'w.name_words';
    const each = words.map((word, index) => ({ word, name: `word${index}`, matches: `(${of}) like :word${index}` }));
    const { rows } = await knex.raw<{ rows: HitRow[] }>(
      search({
        of,
        matches: each.map(({ matches }) => matches).join(' and '),
        beyondIndex: each
          .filter(({ word }) => word !== beginningOf(word))
          .map(({ matches }) => `and ${matches}`)
          .join(' '),
      }),
      {
        limit,
        beginnings: words.map(beginningOf),
        ...Object.fromEntries(each.map(({ name, word }) => [name, `% ${word}%`])),
      },
    );
    return rows.map((row) => ({ person: personFromRow(row), email: emails ? row.email : '' }));
  };
