import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Action, Verdict } from '@flexspace/contracts/flexspace/access/v1/access';
import { locationId } from '@flexspace/kernel';
import { signIn, testCall, type SignedIn } from '@flexspace/testkit';
import { createAccessWorld, type AccessWorld } from './access-world.js';

const BERLIN = 1;
const PARIS = 2;
const ROOM = 11;
const OTHER_ROOM = 12;
const PARIS_ROOM = 21;

describe('managing who may do what', () => {
  let world: AccessWorld;
  let superuser: SignedIn;
  let manager: SignedIn;
  let roomManager: SignedIn;
  let parisManager: SignedIn;
  let staff: SignedIn;
  let alice: SignedIn;
  let bob: SignedIn;

  beforeAll(async () => {
    world = await createAccessWorld();
    for (const [id, name] of [
      [BERLIN, 'Berlin'],
      [PARIS, 'Paris'],
    ] as const) {
      world.catalog.locations.set(id, name);
    }
    for (const id of [ROOM, OTHER_ROOM])
      world.catalog.rooms.set(id, { locationId: locationId(BERLIN), name: `Room ${id}` });
    world.catalog.rooms.set(PARIS_ROOM, { locationId: locationId(PARIS), name: 'Salle' });
    [superuser, manager, roomManager, parisManager, staff, alice, bob] = await Promise.all([
      signIn('superuser'),
      signIn('berlinManager'),
      signIn('roomManager'),
      signIn('parisManager'),
      signIn('staff'),
      signIn('alice'),
      signIn('bob'),
    ]);
    const { client } = world;
    await client.addLocationManagers({ locationId: BERLIN, userIds: [manager.userId] }, testCall(superuser));
    await client.addLocationManagers({ locationId: PARIS, userIds: [parisManager.userId] }, testCall(superuser));
  });
  afterAll(() => world.close());

  const mayBook = async (who: SignedIn, roomId = ROOM, at = BERLIN): Promise<boolean> => {
    const desk = { roomUnderMaintenance: false, permanentAssigneeId: '' };
    const check = { subjectId: '', action: Action.ACTION_BOOK, locationId: at, roomId, desk, ownerId: '' };
    const { verdict } = await world.client.checkAccess(check, testCall(who));
    return verdict === Verdict.VERDICT_ALLOW;
  };

  it('lets a manager build a group, put people in, and open a room to them, in force for the next request', async () => {
    const { client } = world;
    const group = await client.createGroup(
      { locationId: BERLIN, name: '  Engineering ', description: 'Builds' },
      testCall(manager),
    );
    expect(group).toMatchObject({ name: 'Engineering', locationId: BERLIN, memberCount: 0, version: 1 });
    const withAlice = await client.addGroupMembers(
      { groupId: group.id, userIds: [alice.userId, alice.userId] },
      testCall(manager),
    );
    expect(withAlice.members.map((member) => member.id)).toEqual([alice.userId]);
    expect(await mayBook(alice)).toBe(false);

    const room = await client.setRoomGate(
      { room: { roomId: ROOM, locationId: BERLIN }, groupIds: [group.id] },
      testCall(manager),
    );
    expect(room.allowedGroups).toEqual([{ id: group.id, name: 'Engineering', locationId: BERLIN }]);
    expect(await mayBook(alice)).toBe(true);
    expect(await mayBook(bob)).toBe(false);

    await client.removeGroupMembers({ groupId: group.id, userIds: [alice.userId] }, testCall(manager));
    expect(await mayBook(alice)).toBe(false);
  });

  it('refuses a group of another location in a gate', async () => {
    const { client } = world;
    const foreign = await client.createGroup(
      { locationId: PARIS, name: 'Équipe', description: '' },
      testCall(parisManager),
    );
    await expect(
      client.setLocationGate({ locationId: BERLIN, groupIds: [foreign.id] }, testCall(manager)),
    ).rejects.toMatchObject({ reason: 'INVALID_REQUEST', details: { violations: [{ path: 'group_ids[0]' }] } });
  });

  it('does not believe that a room of another location lies in one’s own', async () => {
    const { client } = world;
    const claimed = { roomId: PARIS_ROOM, locationId: BERLIN };
    const attempts = await Promise.allSettled([
      client.addRoomManagers({ room: claimed, userIds: [manager.userId] }, testCall(manager)),
      client.setRoomGate({ room: claimed, groupIds: [] }, testCall(manager)),
      client.removeRoomManagers({ room: claimed, userIds: [manager.userId] }, testCall(superuser)),
    ]);
    for (const attempt of attempts) expect(attempt).toMatchObject({ reason: { reason: 'NOT_FOUND' } });
  });

  it('lets room managers change members only while the location lets them', async () => {
    const { client } = world;
    await client.addRoomManagers(
      { room: { roomId: ROOM, locationId: BERLIN }, userIds: [roomManager.userId] },
      testCall(manager),
    );
    const group = await client.createGroup({ locationId: BERLIN, name: 'Guests', description: '' }, testCall(manager));
    const add = () => client.addGroupMembers({ groupId: group.id, userIds: [bob.userId] }, testCall(roomManager));
    await expect(add()).rejects.toMatchObject({ reason: 'FORBIDDEN' });
    const { allowRoomManagersToAddGroupMembers } = await client.setDelegation(
      { locationId: BERLIN, allow: true },
      testCall(manager),
    );
    expect(allowRoomManagersToAddGroupMembers).toBe(true);
    expect((await add()).memberCount).toBe(1);
    // Words, gates and offices stay the location managers'.
    const attempts = await Promise.allSettled([
      client.updateGroup({ groupId: group.id, name: 'Mine', ifVersion: 0 }, testCall(roomManager)),
      client.deleteGroup({ groupId: group.id, force: true, ifVersion: 0 }, testCall(roomManager)),
      client.setLocationGate({ locationId: BERLIN, groupIds: [] }, testCall(roomManager)),
      client.setDelegation({ locationId: BERLIN, allow: false }, testCall(roomManager)),
      client.addRoomManagers(
        { room: { roomId: ROOM, locationId: BERLIN }, userIds: [bob.userId] },
        testCall(roomManager),
      ),
      client.setRoomGate({ room: { roomId: OTHER_ROOM, locationId: BERLIN }, groupIds: [] }, testCall(roomManager)),
    ]);
    for (const attempt of attempts) expect(attempt).toMatchObject({ reason: { reason: 'FORBIDDEN' } });
  });

  it('closes a location to everybody outside its gate, and hides it', async () => {
    const { client } = world;
    const group = await client.createGroup(
      { locationId: PARIS, name: 'Parisiens', description: '' },
      testCall(parisManager),
    );
    await client.addGroupMembers({ groupId: group.id, userIds: [alice.userId] }, testCall(parisManager));
    await client.setLocationGate({ locationId: PARIS, groupIds: [group.id] }, testCall(parisManager));
    const { closedLocationIds } = await client.listAccessible({ subjectId: '' }, testCall(bob));
    expect(closedLocationIds).toEqual([PARIS]);
    expect((await client.listAccessible({ subjectId: '' }, testCall(alice))).closedLocationIds).toEqual([]);
    await expect(
      client.createGroup({ locationId: PARIS, name: 'X', description: '' }, testCall(bob)),
    ).rejects.toMatchObject({ reason: 'NOT_FOUND' });
    await expect(
      client.createGroup({ locationId: PARIS, name: 'X', description: '' }, testCall(staff)),
    ).rejects.toMatchObject({ reason: 'FORBIDDEN' });
    await expect(
      client.deleteGroup({ groupId: group.id, force: false, ifVersion: 0 }, testCall(parisManager)),
    ).rejects.toMatchObject({ reason: 'IN_USE' });
    await client.deleteGroup({ groupId: group.id, force: true, ifVersion: 0 }, testCall(parisManager));
    expect((await client.listAccessible({ subjectId: '' }, testCall(bob))).closedLocationIds).toEqual([]);
  });

  it('appoints people who never signed in, and names those whom nobody knows', async () => {
    const { client } = world;
    const unknown = '00000000-0000-4000-8000-000000000000';
    const carol = await signIn('carol');
    const group = await client.createGroup({ locationId: BERLIN, name: 'Board', description: '' }, testCall(superuser));
    const members = await client.addGroupMembers({ groupId: group.id, userIds: [carol.userId] }, testCall(superuser));
    expect(members.members).toEqual([{ id: carol.userId, username: 'carol', fullName: 'Carol Clark' }]);
    await expect(
      client.addLocationManagers(
        { locationId: BERLIN, userIds: [alice.userId, carol.userId, unknown] },
        testCall(superuser),
      ),
    ).rejects.toMatchObject({ reason: 'INVALID_REQUEST', details: { violations: [{ path: 'user_ids[2]' }] } });
    const named = { reason: 'INVALID_REQUEST', details: { violations: [{ path: 'user_ids[1]' }] } };
    const userIds = [carol.userId, unknown];
    for (const refused of [
      client.removeLocationManagers({ locationId: BERLIN, userIds }, testCall(superuser)),
      client.removeRoomManagers({ room: { locationId: BERLIN, roomId: ROOM }, userIds }, testCall(superuser)),
      client.removeGroupMembers({ groupId: group.id, userIds }, testCall(superuser)),
    ]) {
      await expect(refused).rejects.toMatchObject(named);
    }
    const [{ managers } = { managers: [] }] = (
      await client.listLocationAccess({ locationIds: [BERLIN] }, testCall(superuser))
    ).locations;
    expect(managers.map((person) => person.id)).toEqual([manager.userId]);
  });

  it('tells who one is, with groups and offices', async () => {
    const me = await world.client.getMe({}, testCall(roomManager));
    expect(me).toMatchObject({
      managedLocationIds: [],
      managedRoomIds: [ROOM],
      isSuperuser: false,
      email: 'roommanager@example.test',
    });
    expect((await world.client.getMe({}, testCall(superuser))).isSuperuser).toBe(true);
  });
});
