import { describe, expect, it } from '@jest/globals';
import { instant, userId, type Person, type UserId } from '@flexspace/kernel';
import { toPerson, type DirectoryPerson, type Observation } from '../domain/directory-person.js';
import type { IdentityProvider, PeopleDirectory } from './ports/access-ports.js';
import { syncPeople } from './sync-people.js';

const id = (index: number): UserId => userId(`00000000-0000-4000-8000-${String(index).padStart(12, '0')}`);
const person = (index: number, enabled = true): DirectoryPerson => ({
  id: id(index),
  username: `user${index}`,
  firstName: 'User',
  lastName: String(index),
  email: '',
  enabled,
  roles: undefined,
});

/** A directory that keeps what it is told. */
const memoryDirectory = () => {
  const known = new Map<UserId, Observation>();
  const directory: PeopleDirectory = {
    record: (observations) => {
      for (const observation of observations) known.set(observation.person.id, observation);
      return Promise.resolve();
    },
    find: (ids) =>
      Promise.resolve(ids.flatMap((one): Person[] => (known.has(one) ? [toPerson(known.get(one)!.person)] : []))),
    search: () => Promise.resolve([]),
    listUnseenSince: (start) =>
      Promise.resolve(
        [...known.values()].filter(({ person: { enabled }, at }) => enabled && at < start).map((one) => one.person.id),
      ),
    disable: (ids) => {
      for (const one of ids) {
        const old = known.get(one);
        if (old !== undefined) known.set(one, { ...old, person: { ...old.person, enabled: false } });
      }
      return Promise.resolve();
    },
  };
  return { known, directory };
};

const keycloakWith = (
  pages: readonly (readonly DirectoryPerson[])[],
  more: Partial<IdentityProvider> = {},
): IdentityProvider => ({
  findPerson: () => Promise.resolve(undefined),
  // eslint-disable-next-line @typescript-eslint/require-await -- a generator of what is at hand
  async *listPeople() {
    yield* pages;
  },
  listRoleMembers: (role) => Promise.resolve(new Set(role === 'superuser' ? [id(1)] : [id(2)])),
  ...more,
});

const clock = { now: () => instant(2_000_000) };
const { signal } = new AbortController();

describe('syncing people', () => {
  it('records everybody with the roles that matter', async () => {
    const { known, directory } = memoryDirectory();
    const identity = keycloakWith([[person(1), person(2)], [person(3, false)]]);
    expect(await syncPeople({ people: directory, identity, clock }, signal)).toEqual({
      people: 3,
      roles: true,
      gone: 0,
    });
    expect([...known.values()].map(({ person: { roles } }) => [...(roles ?? [])])).toEqual([
      ['superuser'],
      ['staff'],
      [],
    ]);
    expect(known.get(id(3))?.person.enabled).toBe(false);
  });

  it('does not take “may not read roles” for “nobody has one”', async () => {
    const { known, directory } = memoryDirectory();
    const identity = keycloakWith([[person(1)]], { listRoleMembers: () => Promise.resolve(undefined) });
    expect(await syncPeople({ people: directory, identity, clock }, signal)).toMatchObject({ roles: false });
    expect(known.get(id(1))?.person.roles).toBeUndefined();
  });

  it('disables who is gone, but not who merely slipped between two pages', async () => {
    const { known, directory } = memoryDirectory();
    const earlier = { at: instant(1_000_000), inPerson: false };
    await directory.record([1, 2, 3].map((index) => ({ person: person(index), ...earlier })));
    const slipped = person(2);
    const identity = keycloakWith([[person(1)]], {
      findPerson: (asked) => Promise.resolve(asked === slipped.id ? slipped : undefined),
    });
    expect(await syncPeople({ people: directory, identity, clock }, signal)).toMatchObject({ gone: 1 });
    expect([1, 2, 3].map((index) => known.get(id(index))?.person.enabled)).toEqual([true, true, false]);
  });

  it('disables nobody when Keycloak stops half-way', async () => {
    const { known, directory } = memoryDirectory();
    await directory.record([{ person: person(9), at: instant(1_000_000), inPerson: false }]);
    const identity = keycloakWith([], {
      // eslint-disable-next-line @typescript-eslint/require-await -- a generator of what is at hand
      async *listPeople() {
        yield [person(1)];
        throw new Error('away');
      },
    });
    await expect(syncPeople({ people: directory, identity, clock }, signal)).rejects.toThrow('away');
    expect(known.get(id(9))?.person.enabled).toBe(true);
  });
});
