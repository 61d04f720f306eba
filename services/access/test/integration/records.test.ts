import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Event } from '@flexspace/contracts/flexspace/events/v1/events';
import { verifyAudit, listAudit } from '@flexspace/database';
import { signIn, testCall, type SignedIn } from '@flexspace/testkit';
import { createAccessWorld, type AccessWorld } from './access-world.js';
import { seedWorld, type SeededWorld } from './world-model.js';

describe('every change', () => {
  let world: AccessWorld;
  let seeded: SeededWorld;
  let at: number;
  let manager: SignedIn;
  let alice: SignedIn;

  beforeAll(async () => {
    world = await createAccessWorld();
    [manager, alice] = await Promise.all([signIn('berlinManager'), signIn('alice')]);
    for (const who of [manager, alice]) await world.client.getMe({}, testCall(who));
    const known = new Map([
      ['manager', manager.userId],
      ['alice', alice.userId],
    ]);
    const berlin = { groups: { team: ['alice'] }, managers: ['manager'], rooms: { room: {} } };
    seeded = await seedWorld(world.database, { people: { manager: {}, alice: {} }, locations: { berlin } }, known);
    at = seeded.locations.get('berlin')!;
  });
  afterAll(() => world.close());

  const events = async (): Promise<Event[]> => {
    const rows = await world.database.knex('access.outbox').orderBy('id').select<{ payload: Buffer }[]>('payload');
    return rows.map((row) => Event.decode(row.payload));
  };

  it('writes its event and its audit row with it, and none when nothing changed', async () => {
    const { client } = world;
    const room = seeded.rooms.get('room')!;
    const [team] = (await client.listGroups({ locationId: at }, testCall(manager))).groups;
    const groupId = team!.id;
    await client.setRoomGate({ room, groupIds: [groupId] }, testCall(manager));
    await client.setRoomGate({ room, groupIds: [groupId] }, testCall(manager));
    await client.setLocationGate({ locationId: at, groupIds: [groupId] }, testCall(manager));
    await client.addRoomManagers({ room, userIds: [alice.userId] }, testCall(manager));
    await client.addRoomManagers({ room, userIds: [alice.userId] }, testCall(manager));
    await client.removeGroupMembers({ groupId, userIds: [alice.userId, manager.userId] }, testCall(manager));
    await client.setDelegation({ locationId: at, allow: true }, testCall(manager));
    await client.deleteGroup({ groupId, force: true, ifVersion: 0 }, testCall(manager));

    const said = (await events()).map((event) => ({
      by: event.actor?.id,
      version: event.aggregateVersion,
      ...(event.fact?.$case === 'accessChanged' && event.fact.value),
    }));
    const by = manager.userId;
    expect(said).toEqual([
      { by, version: 1, roomId: room.roomId, userIds: [alice.userId] },
      { by, version: 2, roomId: 0, userIds: [] },
      { by, version: 3, roomId: room.roomId, userIds: [alice.userId] },
      { by, version: 4, roomId: 0, userIds: [alice.userId] },
      { by, version: 5, roomId: 0, userIds: [alice.userId] },
      { by, version: 6, roomId: 0, userIds: [] },
    ]);

    const rows = await listAudit(world.database.knex, 'access', { filter: { locationId: at }, limit: 100 });
    expect(rows.toReversed().map((row) => [row.action, row.actor?.id, row.objectType])).toEqual([
      ['room_gate.set', by, 'room'],
      ['location_gate.set', by, 'location'],
      ['room_manager.appointed', by, 'room'],
      ['group.members_removed', by, 'group'],
      ['delegation.set', by, 'location'],
      ['group.deleted', by, 'group'],
    ]);
    expect(rows.at(-1)).toMatchObject({
      before: '[]',
      after: JSON.stringify([groupId]),
      clientId: 'flexspace-gateway',
    });
    expect(rows.at(-1)?.requestId).toMatch(/^test-/);
  });

  it('is shown to superusers alone, by page and filter', async () => {
    const superuser = await signIn('superuser');
    const filter = { locationId: at, actorId: manager.userId, action: '', objectType: 'room', objectId: '' };
    const first = await world.client.listAudit({ filter, pageSize: 1, pageToken: '' }, testCall(superuser));
    expect(first.records.map((record) => record.action)).toEqual(['room_manager.appointed']);
    const rest = await world.client.listAudit(
      { filter, pageSize: 5, pageToken: first.nextPageToken },
      testCall(superuser),
    );
    expect(rest).toMatchObject({ records: [{ action: 'room_gate.set' }], nextPageToken: '' });
    for (const who of [manager, await signIn('staff')]) {
      await expect(world.client.listAudit({ filter, pageSize: 5, pageToken: '' }, testCall(who))).rejects.toMatchObject(
        { reason: 'FORBIDDEN' },
      );
    }
    await expect(world.client.listAudit({ pageSize: 5, pageToken: 'x' }, testCall(superuser))).rejects.toMatchObject({
      reason: 'INVALID_REQUEST',
    });
  });

  it('that is refused leaves neither', async () => {
    const before = [(await events()).length, await verifyAudit(world.database.knex, 'access')];
    await expect(world.client.setDelegation({ locationId: at, allow: false }, testCall(alice))).rejects.toMatchObject({
      reason: 'FORBIDDEN',
    });
    await expect(
      world.client.createGroup({ locationId: at, name: '', description: '' }, testCall(manager)),
    ).rejects.toMatchObject({ reason: 'INVALID_REQUEST' });
    expect([(await events()).length, await verifyAudit(world.database.knex, 'access')]).toEqual(before);
  });

  it('is chained to the one before, also when many happen at once', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        world.client.createGroup({ locationId: at, name: `Group ${index}`, description: '' }, testCall(manager)),
      ),
    );
    const verdict = await verifyAudit(world.database.knex, 'access');
    expect(verdict).toMatchObject({ brokenAt: undefined });
    expect(verdict.rows).toBeGreaterThan(20);
  });

  it('can neither be rewritten nor deleted, and shows when somebody did so by force', async () => {
    const { knex } = world.database;
    await expect(knex('access.audit_log').where('id', 2).update({ action: 'nothing' })).rejects.toThrow('append-only');
    await expect(knex('access.audit_log').delete()).rejects.toThrow('append-only');
    await expect(knex.raw('truncate access.audit_log')).rejects.toThrow('append-only');
    await knex.raw('alter table access.audit_log disable trigger audit_log_append_only');
    await knex('access.audit_log')
      .where('id', 2)
      .update({ after: JSON.stringify([]) });
    expect(await verifyAudit(knex, 'access')).toMatchObject({ rows: 1, brokenAt: 2 });
    await knex('access.audit_log').where('id', 2).delete();
    expect(await verifyAudit(knex, 'access')).toMatchObject({ rows: 1, brokenAt: 3 });
  });
});
