import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createPerson, signIn, testCall, type SignedIn } from '@flexspace/testkit';
import { askOne } from './access-questions.js';
import { createAccessWorld, type AccessWorld } from './access-world.js';
import { seedWorld, type SeededWorld } from './world-model.js';

describe('changes at the same moment', () => {
  let world: AccessWorld;
  let other: Awaited<ReturnType<AccessWorld['replica']>>;
  let seeded: SeededWorld;
  let at: number;
  let manager: SignedIn;
  let second: SignedIn;
  let alice: SignedIn;

  beforeAll(async () => {
    world = await createAccessWorld();
    other = await world.replica();
    [manager, second, alice] = await Promise.all([signIn('berlinManager'), signIn('parisManager'), signIn('alice')]);
    for (const who of [manager, second, alice]) await world.client.getMe({}, testCall(who));
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    seeded = await seedWorld(
      world.database,
      {
        people: { manager: {}, second: {}, alice: {} },
        locations: {
          berlin: { groups: { team: [] }, managers: ['manager', 'second'], rooms: { room: { gate: ['team'] } } },
        },
      },
      new Map([
        ['manager', manager.userId],
        ['second', second.userId],
        ['alice', alice.userId],
      ]),
    );
    at = seeded.locations.get('berlin')!;
  });
  const team = async () => (await world.client.listGroups({ locationId: at }, testCall(manager))).groups[0]!;

  it('are in force for the very next request on the other replica', async () => {
    const { id } = await team();
    const room = seeded.rooms.get('room')!;
    const question = { subjectId: '', action: 'book' as const, ...room };
    for (let round = 0; round < 20; round += 1) {
      const change = { groupId: id, userIds: [alice.userId] };
      await world.client.addGroupMembers(change, testCall(manager));
      expect(await askOne(other.client, question, testCall(alice))).toBe('allow');
      await other.client.removeGroupMembers(change, testCall(manager));
      expect(await askOne(world.client, question, testCall(alice))).toBe('ROOM_GATE');
    }
  });

  it('make one group of a name, out of twenty', async () => {
    const attempts = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? world : other).client.createGroup(
          { locationId: at, name: 'Twins', description: '' },
          testCall(manager),
        ),
      ),
    );
    expect(attempts.filter((attempt) => attempt.status === 'fulfilled')).toHaveLength(1);
    for (const attempt of attempts) {
      if (attempt.status === 'rejected') expect(attempt.reason).toMatchObject({ reason: 'ALREADY_EXISTS' });
    }
  });

  it('of two managers who saw the same version let one through, the other is stale', async () => {
    const group = await team();
    const attempts = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? world : other).client.updateGroup(
          { groupId: group.id, description: `by ${index}`, ifVersion: group.version },
          testCall(index % 2 === 0 ? manager : second),
        ),
      ),
    );
    expect(attempts.filter((attempt) => attempt.status === 'fulfilled')).toHaveLength(1);
    for (const attempt of attempts)
      if (attempt.status === 'rejected') expect(attempt.reason).toMatchObject({ reason: 'STALE' });
    expect((await team()).version).toBe(group.version + 1);
  });

  it('add everybody who is added', async () => {
    const { id } = await team();
    const people = await Promise.all(
      Array.from({ length: 12 }, (_, index) => createPerson({ firstName: 'Many', lastName: `N${index}` })),
    );
    await Promise.all(
      people.map((person, index) =>
        (index % 2 === 0 ? world : other).client.addGroupMembers(
          { groupId: id, userIds: [person.userId, alice.userId] },
          testCall(manager),
        ),
      ),
    );
    const group = await team();
    expect(group.memberCount).toBe(13);
    // One change each, and alice came with the first.
    expect(group.version).toBe(13);
  });

  it('let two managers who dismiss each other not both succeed', async () => {
    const attempts = await Promise.allSettled([
      world.client.removeLocationManagers({ locationId: at, userIds: [second.userId] }, testCall(manager)),
      other.client.removeLocationManagers({ locationId: at, userIds: [manager.userId] }, testCall(second)),
    ]);
    expect(attempts.map((attempt) => attempt.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const left = await world.database.knex('access.location_managers').where('location_id', at).select('user_id');
    expect(left).toHaveLength(1);
  });

  it('leave no gate with a group that was deleted meanwhile', async () => {
    const { id } = await team();
    await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        index === 10
          ? world.client.deleteGroup({ groupId: id, force: true, ifVersion: 0 }, testCall(manager))
          : other.client.setLocationGate({ locationId: at, groupIds: index % 2 === 0 ? [id] : [] }, testCall(second)),
      ),
    );
    const [access] = (await world.client.listLocationAccess({ locationIds: [at] }, testCall(manager))).locations;
    expect(access).toMatchObject({ allowedGroups: [], groupCount: 0 });
  });
});
