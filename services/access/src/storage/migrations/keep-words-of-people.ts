import type { Migration } from '@flexspace/database';

/** Letters of a word that are in the index; words that begin alike for longer are told apart by reading them. */
export const INDEXED_LETTERS = 24;
/** Names may be of any length, and an entry of an index may not. */
const SORTED_LETTERS = 200;

/**
 * What a search reads of the enabled people, apart from what each sync writes: narrow, because a common word is in half of it. Every
 * beginning of every word is one key of an index, with the list of those who have it; two lists of half the company are intersected in
 * 3 ms. (Of trigrams a word has several, each with a longer list, and who is meant shows only when people are read.)
 */
export const keepWordsOfPeople: Migration = {
  name: '20261126T0500_keep_words_of_people',
  async up(knex) {
    await knex.raw('lock table access.people in share row exclusive mode');
    await knex.raw(`
      create table access.people_words (
        person_id uuid not null,
        sort_name text collate "C" not null,
        username text collate "C" not null,
        name_words text collate "C" not null,
        email_words text collate "C" not null,
        constraint people_words_pkey primary key (person_id)
      )`);
    await knex.raw('create index people_words_in_order on access.people_words (sort_name, username, person_id)');
    // The cost is what was measured: whoever reads the table instead of the index calls it for everybody.
    await knex.raw(`
      create function access.beginnings_of(words text) returns text[]
      language plpgsql immutable strict parallel safe cost 1000 as $$
      declare
        word text;
        beginnings text[] := '{}';
      begin
        foreach word in array string_to_array(ltrim(words), ' ') loop
          for letters in 1 .. least(char_length(word), ${INDEXED_LETTERS}) loop
            beginnings := beginnings || left(word, letters);
          end loop;
        end loop;
        return beginnings;
      end $$`);
    for (const [index, words] of Object.entries(INDEXES)) {
      // A pending list is searched whole on every look-up until a vacuum merges it.
      await knex.raw(`
        create index ${index} on access.people_words using gin (access.beginnings_of(${words})) with (fastupdate = off)`);
      // Nobody plans by how common a beginning is, and to learn it takes seconds.
      await knex.raw(`alter index access.${index} alter column 1 set statistics 0`);
    }
    await knex.raw(`
      create function access.keep_words() returns trigger language plpgsql as $$
      begin
        if tg_op <> 'INSERT' then
          delete from access.people_words where person_id = old.id;
        end if;
        if tg_op <> 'DELETE' and new.enabled then
          ${wordsOf('new')};
        end if;
        return null;
      end $$`);
    // Triggers, because people are written in several ways, and nobody may be found by a name that they do not have any more.
    await knex.raw(`
      create trigger people_words_on_insert_or_delete after insert or delete on access.people
      for each row execute function access.keep_words()`);
    // Each sync writes everybody, and hardly ever with another name.
    await knex.raw(`
      create trigger people_words_on_update after update on access.people for each row
      when ((old.id, old.enabled, old.username, old.first_name, old.last_name, old.name_words, old.email_words) is distinct from
            (new.id, new.enabled, new.username, new.first_name, new.last_name, new.name_words, new.email_words))
      execute function access.keep_words()`);
    await knex.raw(wordsOf('p', 'from access.people p where p.enabled'));
    await knex.raw('drop index access.people_by_name, access.people_name_words, access.people_email_words');
    // A first form of this, which no release had.
    for (const event of ['insert', 'update', 'delete']) {
      await knex.raw(`drop function if exists access.keep_prefixes_on_${event} cascade`);
    }
    await knex.raw('drop function if exists access.prefixes_of');
    await knex.raw('drop table if exists access.people_prefixes');
  },
};

const INDEXES = {
  people_words_of_names: 'name_words',
  people_words_of_names_and_emails: 'name_words || email_words',
};

const wordsOf = (person: string, from = ''): string => `
  insert into access.people_words (person_id, sort_name, username, name_words, email_words)
  select ${person}.id, left(lower(${person}.first_name || ' ' || ${person}.last_name), ${SORTED_LETTERS}),
         ${person}.username, ${person}.name_words, ${person}.email_words ${from}`;
