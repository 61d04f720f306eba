import type { Instant, Person, UserId } from '@flexspace/kernel';
import type { RealmRole } from './standing.js';

/** Somebody as Keycloak knows them. */
export interface DirectoryPerson {
  readonly id: UserId;
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly enabled: boolean;
  /** Undefined when this source does not know the roles; those on record stay. */
  readonly roles: ReadonlySet<RealmRole> | undefined;
}

/** How sure a record is: a later observation replaces an earlier one, never the other way round. */
export interface Observation {
  readonly person: DirectoryPerson;
  readonly at: Instant;
  /** Seen in a token of their own, rather than read from Keycloak. */
  readonly inPerson: boolean;
}

export const fullNameOf = (person: Pick<DirectoryPerson, 'username' | 'firstName' | 'lastName'>): string => {
  const name = `${person.firstName} ${person.lastName}`.trim();
  return name === '' ? person.username : name;
};

export const toPerson = (person: Pick<DirectoryPerson, 'id' | 'username' | 'firstName' | 'lastName'>): Person => ({
  id: person.id,
  username: person.username,
  fullName: fullNameOf(person),
});

const NOT_A_WORD = /[^\p{L}\p{N}]+/gu;
const MARKS = /\p{M}+/gu;

/** Lower case without accents, so that “muller” finds “Müller”; punctuation parts words. */
export const foldWords = (text: string): string[] =>
  text
    .normalize('NFKD')
    .replace(MARKS, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ø', 'o')
    .replaceAll('ł', 'l')
    .replace(NOT_A_WORD, ' ')
    .split(' ')
    .filter((word) => word !== '');

/** What the index holds: every word after a space, so that a prefix is found as “space, prefix”. */
export const searchable = (...texts: readonly string[]): string => {
  const words = new Set(texts.flatMap(foldWords));
  return words.size === 0 ? '' : ` ${[...words].join(' ')}`;
};

export const QUERY_MIN = 2;
export const QUERY_MAX = 100;
const QUERY_WORDS_MAX = 6;

/** The words of a search, each to be found as a prefix; undefined when there is too little to look for. */
export const readQuery = (query: string): readonly string[] | undefined => {
  const words = foldWords(query).slice(0, QUERY_WORDS_MAX);
  return words.join('').length < QUERY_MIN ? undefined : words;
};
