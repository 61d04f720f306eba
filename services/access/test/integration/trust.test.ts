import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Action } from '@flexspace/contracts/flexspace/access/v1/access';
import { forgedTokens, signIn, signInService, testCall, type SignedIn } from '@flexspace/testkit';
import { askMany, askOne, type Question } from './access-questions.js';
import { createAccessWorld, type AccessWorld } from './access-world.js';
import { seedWorld, type SeededWorld } from './world-model.js';

describe('whom access believes', () => {
  let world: AccessWorld;
  let seeded: SeededWorld;
  let people: Record<'alice' | 'bob' | 'berlinManager' | 'roomManager' | 'staff' | 'superuser', SignedIn>;
  let booking: SignedIn;

  beforeAll(async () => {
    world = await createAccessWorld();
    const [alice, bob, berlinManager, roomManager, staff, superuser] = await Promise.all([
      signIn('alice'),
      signIn('bob'),
      signIn('berlinManager'),
      signIn('roomManager'),
      signIn('staff'),
      signIn('superuser'),
    ]);
    people = { alice, bob, berlinManager, roomManager, staff, superuser };
    booking = await signInService('booking');
    seeded = await seedWorld(
      world.database,
      {
        people: { alice: {}, bob: {}, berlinManager: {}, roomManager: {} },
        locations: {
          berlin: {
            groups: { team: ['alice'] },
            managers: ['berlinManager'],
            rooms: { own: { gate: ['team'], managers: ['roomManager'] }, other: { gate: ['team'] } },
          },
          paris: { groups: { equipe: ['alice'] }, rooms: { salle: { gate: ['equipe'] } } },
        },
      },
      new Map(Object.entries(people).map(([key, person]) => [key, person.userId])),
    );
  });
  afterAll(() => world.close());

  const about = (subjectId: string, room: string, action: Question['action'] = 'book'): Question => ({
    subjectId,
    action,
    ...seeded.rooms.get(room)!,
  });

  it('refuses every forged token, on reads and on writes', async () => {
    const forged: Readonly<Record<string, string>> = { ...(await forgedTokens()) };
    for (const [how, token] of Object.entries(forged)) {
      const attempts = await Promise.allSettled([
        askOne(world.client, about('', 'own'), testCall(token)),
        world.client.listAccessible({ subjectId: '' }, testCall(token)),
        world.client.getMe({}, testCall(token)),
        world.client.setDelegation({ locationId: seeded.locations.get('berlin')!, allow: true }, testCall(token)),
      ]);
      for (const attempt of attempts) {
        expect({ how, attempt }).toMatchObject({
          how,
          attempt: { status: 'rejected', reason: { reason: 'UNAUTHENTICATED' } },
        });
      }
    }
  });

  it('answers about other people only services, staff, superusers, and managers about their own location', async () => {
    const { alice, bob, berlinManager, roomManager, staff, superuser } = people;
    const ask = (who: SignedIn, room: string) => askOne(world.client, about(alice.userId, room), testCall(who));
    for (const who of [booking, staff, superuser]) {
      expect([await ask(who, 'own'), await ask(who, 'salle')]).toEqual(['allow', 'allow']);
    }
    expect([await ask(berlinManager, 'other'), await ask(berlinManager, 'salle')]).toEqual(['allow', 'FORBIDDEN']);
    expect([await ask(roomManager, 'own'), await ask(roomManager, 'other')]).toEqual(['allow', 'allow']);
    expect(await ask(roomManager, 'salle')).toBe('FORBIDDEN');
    expect([await ask(bob, 'own'), await ask(alice, 'own')]).toEqual(['FORBIDDEN', 'allow']);
  });

  it('lets one question that may not be asked spoil no other of the same batch', async () => {
    const { alice, bob } = people;
    const questions = [about('', 'own'), about(alice.userId, 'own'), about('', 'own', 'manage_room')];
    expect(await askMany(world.client, questions, testCall(bob))).toEqual(['ROOM_GATE', 'FORBIDDEN', 'FORBIDDEN']);
  });

  it('tells a manager nothing about a room that is only said to lie in their location', async () => {
    const { alice, berlinManager } = people;
    const claimed = { ...about(alice.userId, 'salle'), locationId: seeded.locations.get('berlin')! };
    expect(await askOne(world.client, claimed, testCall(berlinManager))).toBe('ROOM_GATE');
    const own = { ...about('', 'salle'), locationId: seeded.locations.get('berlin')! };
    expect(await askOne(world.client, own, testCall(alice))).toBe('ROOM_GATE');
  });

  it('gives a person’s whole reach to nobody but services, staff and superusers', async () => {
    const { alice, berlinManager, staff } = people;
    const reachOf = (who: SignedIn) => world.client.listAccessible({ subjectId: alice.userId }, testCall(who));
    expect((await reachOf(staff)).gateOpenRoomIds).toHaveLength(3);
    expect((await reachOf(booking)).gateOpenRoomIds).toHaveLength(3);
    await expect(reachOf(berlinManager)).rejects.toMatchObject({ reason: 'FORBIDDEN' });
  });

  it('has no opinion about a service without a subject', async () => {
    await expect(askOne(world.client, about('', 'own'), testCall(booking))).rejects.toMatchObject({
      reason: 'INVALID_REQUEST',
      details: { violations: [{ path: 'subject_id' }] },
    });
  });

  it('names the field that is wrong, inside a bulk request too', async () => {
    const { alice } = people;
    const good = about('', 'own');
    await expect(askMany(world.client, [good, { ...good, roomId: -1 }], testCall(alice))).rejects.toMatchObject({
      reason: 'INVALID_REQUEST',
      details: { violations: [{ path: 'checks[1].room_id' }] },
    });
    const tooMany = Array.from({ length: 501 }, () => ({
      subjectId: '',
      action: Action.ACTION_BOOK,
      ...seeded.rooms.get('own')!,
      ownerId: '',
    }));
    await expect(world.client.bulkCheckAccess({ checks: tooMany }, testCall(alice))).rejects.toMatchObject({
      reason: 'INVALID_REQUEST',
    });
    await expect(world.client.bulkCheckAccess({ checks: [] }, testCall(alice))).rejects.toMatchObject({
      reason: 'INVALID_REQUEST',
    });
    const silent = { subjectId: '', action: Action.ACTION_UNSPECIFIED, locationId: 1, roomId: 1, ownerId: '' };
    await expect(world.client.checkAccess(silent, testCall(alice))).rejects.toMatchObject({
      details: { violations: [{ path: 'action' }] },
    });
  });

  it('refuses when it cannot read the rights, instead of allowing', async () => {
    const { alice } = people;
    await world.database.knex.raw('alter table access.standing_revision rename to standing_revision_away');
    try {
      await expect(askOne(world.client, about('', 'own'), testCall(alice))).rejects.toMatchObject({
        reason: 'INTERNAL',
      });
    } finally {
      await world.database.knex.raw('alter table access.standing_revision_away rename to standing_revision');
    }
    expect(await askOne(world.client, about('', 'own'), testCall(alice))).toBe('allow');
  });
});
