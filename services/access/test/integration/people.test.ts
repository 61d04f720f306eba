import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Event } from '@flexspace/contracts/flexspace/events/v1/events';
import { systemClock } from '@flexspace/kernel';
import { createPerson, eventually, signIn, testCall, type SignedIn } from '@flexspace/testkit';
import { createPeopleDirectory } from '../../src/storage/people-directory.js';
import { createAccessWorld, type AccessWorld } from './access-world.js';

// The realm keeps the people of earlier runs, so that a name has to be new to be found alone.
const own = `x${randomBytes(6).toString('hex')}`;

describe('people', () => {
  let world: AccessWorld;
  let alice: SignedIn;
  let superuser: SignedIn;
  beforeAll(async () => {
    world = await createAccessWorld();
    [alice, superuser] = await Promise.all([signIn('alice'), signIn('superuser')]);
  });
  afterAll(() => world.close());

  const search = async (who: SignedIn, query: string, pageSize = 0) =>
    (await world.client.searchPeople({ query, pageSize }, testCall(who))).hits;

  it('are known from Keycloak without having signed in', async () => {
    await eventually(async () => (await search(superuser, 'Sofia')).length === 1, { withinMs: 20_000 });
    const row = await world.database
      .knex('access.people')
      .where('username', 'superuser')
      .first<{ realm_roles: string[] }>();
    expect(row.realm_roles).toEqual(['superuser']);
    // Accounts of services are no people.
    expect(await search(superuser, 'service')).toEqual([]);
  });

  it('are found by the beginning of any part of their name, in any order and case, without accents', async () => {
    const person = await createPerson({ firstName: 'Zoë', lastName: `Müller-Østergård ${own}` });
    await world.client.getMe({}, testCall(person));
    for (const query of ['zoe', 'MÜLLER', 'muller zo', 'oster', '  zoe ost'].map((words) => `${words} ${own}`)) {
      expect({ query, ids: (await search(alice, query)).map((hit) => hit.person?.id) }).toEqual({
        query,
        ids: [person.userId],
      });
    }
    expect(await search(alice, `uller ${own}`)).toEqual([]);
    expect(await search(alice, '%%')).toEqual([]);
  });

  it('show their e-mail to managers, staff and superusers alone', async () => {
    const staff = await signIn('staff');
    const roomManager = await signIn('roomManager');
    await world.client.getMe({}, testCall(alice));
    expect((await search(alice, 'alice'))[0]).toMatchObject({ email: '' });
    expect(await search(alice, 'example')).toEqual([]);
    expect((await search(staff, 'alice'))[0]).toMatchObject({ email: 'alice@example.test' });
    expect((await search(roomManager, 'alice'))[0]).toMatchObject({ email: '' });

    await world.client.getMe({}, testCall(roomManager));
    const { knex } = world.database;
    await knex('access.locations').insert({ location_id: 1, name: 'Berlin' });
    await knex('access.rooms').insert({ room_id: 1, location_id: 1, name: 'Room' });
    await knex('access.room_managers').insert({ room_id: 1, location_id: 1, user_id: roomManager.userId });
    expect((await search(roomManager, 'alice'))[0]).toMatchObject({ email: 'alice@example.test' });
    expect((await search(roomManager, 'alice@exa')).map((hit) => hit.person?.username)).toContain('alice');
  });

  it('come twenty at a time at most, and one letter is too little', async () => {
    const rows = Array.from({ length: 30 }, (_, index) => ({
      id: `11111111-0000-4000-8000-0000000000${String(index + 10)}`,
      username: `crowd${index}`,
      first_name: 'Crowd',
      last_name: `Number ${index}`,
      email: '',
      enabled: index !== 0,
      name_words: ` crowd number ${index}`,
      email_words: '',
      observed_at: '2999-01-01T00:00:00Z',
    }));
    await world.database.knex('access.people').insert(rows);
    expect(await search(alice, 'crowd', 500)).toHaveLength(20);
    expect(await search(alice, 'crowd', 3)).toHaveLength(3);
    // Disabled ones are hidden.
    expect(await search(alice, 'crowd 0')).toEqual([]);
    await expect(search(alice, 'a')).rejects.toMatchObject({ reason: 'INVALID_REQUEST' });
    await expect(search(alice, ' '.repeat(5))).rejects.toMatchObject({ reason: 'INVALID_REQUEST' });
  });

  it('have names for their ids; unknown ids are absent', async () => {
    const unknown = '00000000-0000-4000-8000-000000000000';
    const { people } = await world.client.getPeople(
      { userIds: [alice.userId, unknown, alice.userId] },
      testCall(superuser),
    );
    expect(people).toEqual([{ id: alice.userId, username: 'alice', fullName: 'Alice Adams' }]);
    await expect(world.client.getPeople({ userIds: ['alice'] }, testCall(superuser))).rejects.toMatchObject({
      details: { violations: [{ path: 'user_ids[0]' }] },
    });
  });

  it('are recorded when they show any token, and keep their newest state', async () => {
    const person = await createPerson({ firstName: own, lastName: 'Seen' });
    await world.client.listAccessible({ subjectId: '' }, testCall(person));
    const seenAt = await eventually(async () => {
      const row = await world.database
        .knex('access.people')
        .where('id', person.userId)
        .first<{ seen_at: number } | undefined>();
      return row?.seen_at ?? false;
    });
    expect(seenAt).toBeGreaterThan(0);
    // A younger word from Keycloak stands: an old token does not bring somebody back.
    await world.database
      .knex('access.people')
      .where('id', person.userId)
      .update({ enabled: false, observed_at: '2999-01-01T00:00:00Z' });
    await world.client.getMe({}, testCall(person));
    expect(await search(alice, `seen ${own}`)).toEqual([]);
  });

  it('who are disabled in Keycloak are signed out everywhere', async () => {
    const person = await createPerson({ firstName: own, lastName: 'Leaves' });
    await world.client.getMe({}, testCall(person));
    const identity = {
      id: person.userId,
      username: person.username,
      firstName: own,
      lastName: 'Leaves',
      email: '',
      enabled: false,
    };
    const directory = createPeopleDirectory(world.database, systemClock);
    const observation = { person: { ...identity, roles: undefined }, at: systemClock.now(), inPerson: false };
    await directory.record([observation]);
    await directory.record([observation]);
    const rows = await world.database
      .knex('access.outbox')
      .where('subject', 'access.v1.session.ended.0')
      .select<{ payload: Buffer }[]>('payload');
    const ended = rows.map((row) => Event.decode(row.payload).fact);
    expect(ended).toEqual([{ $case: 'sessionEnded', value: { userId: person.userId, sessionId: '' } }]);
    // The news comes back over NATS to this very service.
    await eventually(async () => {
      await expect(world.client.getMe({}, testCall(person))).rejects.toMatchObject({ reason: 'UNAUTHENTICATED' });
    });
  });
});
