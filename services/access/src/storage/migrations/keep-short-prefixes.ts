import type { Migration } from '@flexspace/database';

/**
 * The two and three letters that each word of a person begins with, in the order of an answer. What somebody types first is in
 * thousands of names, and those may lie anywhere in that order: a trigram index finds all of them to show twenty, and an index by
 * name may read half the company before it meets the first. `by_email`: no name of theirs begins so, only a word of the e-mail.
 *
 * Triggers, because people are written in several ways, and nobody may be found by a name that they do not have any more.
 */
export const keepShortPrefixes: Migration = {
  name: '20261126T0100_keep_short_prefixes',
  async up(knex) {
    await knex.raw('lock table access.people in share row exclusive mode');
    await knex.raw(`
      create table access.people_prefixes (
        prefix text collate "C" not null,
        by_email boolean not null,
        sort_name text not null,
        username text not null,
        person_id uuid not null,
        constraint people_prefixes_pkey primary key (prefix, by_email, sort_name, username, person_id)
      )`);
    await knex.raw(`
      create function access.prefixes_of(name_words text, email_words text)
      returns table (prefix text, by_email boolean) language sql immutable parallel safe as $$
        select left(word, letters), bool_and(by_email)
          from (select unnest(string_to_array(name_words, ' ')), false
                union all
                select unnest(string_to_array(email_words, ' ')), true) words (word, by_email),
               (values (2), (3)) lengths (letters)
         where char_length(word) >= letters
         group by 1
      $$`);
    for (const [event, { tables, work }] of Object.entries(TRIGGERS)) {
      await knex.raw(`
        create function access.keep_prefixes_on_${event}() returns trigger language plpgsql as $$
        begin ${work} return null; end $$`);
      await knex.raw(`
        create trigger people_prefixes_on_${event} after ${event} on access.people referencing ${tables}
        for each statement execute function access.keep_prefixes_on_${event}()`);
    }
    await knex.raw(added('access.people p'));
  },
};

const added = (people: string): string => `
  insert into access.people_prefixes (prefix, by_email, sort_name, username, person_id)
  select x.prefix, x.by_email, lower(p.first_name || ' ' || p.last_name), p.username, p.id
    from ${people} cross join lateral access.prefixes_of(p.name_words, p.email_words) x
   where p.enabled`;

const dropped = (people: string): string => `
  delete from access.people_prefixes k
   using ${people} cross join lateral access.prefixes_of(p.name_words, p.email_words) x
   where k.prefix = x.prefix collate "C" and k.by_email = x.by_email
     and k.sort_name = lower(p.first_name || ' ' || p.last_name) and k.username = p.username and k.person_id = p.id`;

/** Each sync writes everybody, and hardly ever with another name. */
const changed = (side: 'before' | 'after'): string => `(
    select p.* from ${side} p join ${side === 'before' ? 'after' : 'before'} o using (id)
     where (o.enabled, o.first_name, o.last_name, o.username, o.name_words, o.email_words) is distinct from
           (p.enabled, p.first_name, p.last_name, p.username, p.name_words, p.email_words)) p`;

const TRIGGERS = {
  insert: { tables: 'new table as after', work: `${added('after p')};` },
  update: {
    tables: 'old table as before new table as after',
    work: `${dropped(changed('before'))}; ${added(changed('after'))};`,
  },
  delete: { tables: 'old table as before', work: `${dropped('before p')};` },
};
