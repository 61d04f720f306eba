import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accessMigrations, createAccessService, readAccessConfig, type AccessService } from '@flexspace/access';
import { AccessServiceClient } from '@flexspace/contracts/flexspace/access/v1/access';
import { systemClock } from '@flexspace/kernel';
import { newEvent, type Fact } from '@flexspace/messaging';
import { createGrpcClient, type PromiseClient } from '@flexspace/service-kit';
import {
  createTestDatabase,
  oidcEnvironment,
  signIn,
  silentLogger,
  testCall,
  type SignedIn,
  type TestDatabase,
} from '@flexspace/testkit';
import {
  book,
  hoursFrom,
  startWorld,
  tomorrow,
  type BookingClient,
  type BookingWorld,
} from '../support/booking-world.js';
import { placeOf } from '../support/fake-catalog.js';

const ROOM = { roomId: 10, locationId: 1 };

let world: BookingWorld;
let client: BookingClient;
let accessDatabase: TestDatabase;
let accessService: AccessService;
let access: PromiseClient<AccessServiceClient>;
let superuser: SignedIn;
let staff: SignedIn;
let hour = 0;

const publish = async (subject: string, version: number, fact: Fact): Promise<void> => {
  await world.bus.publish(subject, newEvent({ at: systemClock.now(), locationId: 1, aggregateVersion: version, fact }));
};

beforeAll(async () => {
  [world, superuser, staff, accessDatabase] = await Promise.all([
    startWorld(),
    signIn('superuser'),
    signIn('staff'),
    createTestDatabase({ schema: 'access', migrations: accessMigrations }),
  ]);
  const config = readAccessConfig({
    ...world.env,
    ...(await oidcEnvironment('access')),
    FLEXSPACE_DATABASE_URL: accessDatabase.url,
  });
  accessService = await createAccessService(config, { logger: silentLogger() });
  await accessService.start();
  const address = `127.0.0.1:${accessService.ports.grpc}`;
  access = createGrpcClient(AccessServiceClient, address);
  client = (await world.boot({ env: { FLEXSPACE_ACCESS_ADDRESS: address } })).client;

  await publish('catalog.v1.location.created.1', 1, {
    $case: 'locationChanged',
    value: { locationId: 1, name: 'Berlin', timezone: 'Europe/Berlin' },
  });
  const room = { ...ROOM, name: 'Room 10', floorId: 5, floorName: 'Floor 5', isUnderMaintenance: false };
  await publish('catalog.v1.room.created.1', 2, { $case: 'roomChanged', value: room });
  const places = [placeOf(101), placeOf(102)];
  await publish('catalog.v1.desk.created.1', 3, {
    $case: 'desksChanged',
    value: { roomId: 10, places, desks: [], removedDeskIds: [] },
  });
  await accessService.settle();
});
afterAll(async () => {
  access.close();
  await accessService.stop();
  await world.close();
  await accessDatabase.close();
});

const next = () => {
  hour += 2;
  return { deskId: 101, interval: hoursFrom(tomorrow(), hour, hour + 1) };
};

describe('with the access service itself', () => {
  it('a room without groups is for nobody but staff, superusers and its managers', async () => {
    await expect(book(client, world.alice, next())).rejects.toMatchObject({ reason: 'ROOM_GATE' });
    await expect(client.lockDesk({ deskId: 101 }, testCall(world.alice))).rejects.toMatchObject({
      reason: 'ROOM_GATE',
    });
    await book(client, staff, next());
    await book(client, superuser, next());
    await access.addRoomManagers({ room: ROOM, userIds: [world.bob.userId] }, testCall(superuser));
    await book(client, world.bob, next());
  });

  it('a group opens the room for its members, for the very next request', async () => {
    const group = await access.createGroup({ locationId: 1, name: 'Makers', description: '' }, testCall(superuser));
    await access.addGroupMembers({ groupId: group.id, userIds: [world.alice.userId] }, testCall(superuser));
    await access.setRoomGate({ room: ROOM, groupIds: [group.id] }, testCall(superuser));
    const booking = await book(client, world.alice, next());
    expect(booking.user?.fullName).toBe(world.alice.fullName);

    const times = next();
    const { startTime, endTime } = times.interval;
    const moved = { bookingId: booking.id, startTime, endTime, deskId: 102, ifVersion: 0 };
    expect((await client.changeBooking(moved, testCall(world.bob))).deskId).toBe(102);
    await access.removeGroupMembers({ groupId: group.id, userIds: [world.alice.userId] }, testCall(superuser));
    const back = { ...moved, deskId: 101 };
    await expect(client.changeBooking(back, testCall(world.bob))).rejects.toMatchObject({ reason: 'ROOM_GATE' });
    await client.cancelBooking({ bookingId: booking.id, ifVersion: 0 }, testCall(world.alice));
  });

  it('a permanent desk is for its assignee alone, named as access knows them', async () => {
    const assigned = await client.assignPermanentDesk(
      { deskId: 102, userId: world.alice.userId, cancelConflicting: true },
      testCall(world.bob),
    );
    expect(assigned.permanentAssignee).toMatchObject({ id: world.alice.userId, fullName: world.alice.fullName });
    const wanted = { ...next(), deskId: 102 };
    await expect(book(client, superuser, wanted)).rejects.toMatchObject({ reason: 'DESK_PERMANENT' });
    await expect(client.clearPermanentDesk({ deskId: 102 }, testCall(world.alice))).rejects.toMatchObject({
      reason: 'FORBIDDEN',
    });
    await client.clearPermanentDesk({ deskId: 102 }, testCall(world.bob));
  });

  it('a closed location is absent for reads and LOCATION_GATE for actions', async () => {
    const group = await access.createGroup({ locationId: 1, name: 'Insiders', description: '' }, testCall(superuser));
    await access.setLocationGate({ locationId: 1, groupIds: [group.id] }, testCall(superuser));
    await expect(book(client, world.alice, next())).rejects.toMatchObject({ reason: 'LOCATION_GATE' });
    await expect(
      client.getRoomState({ roomId: 10, locationId: 1, at: undefined, during: undefined }, testCall(world.alice)),
    ).rejects.toMatchObject({ reason: 'NOT_FOUND' });
    const count = async (who: SignedIn) =>
      (await client.countRooms({ roomIds: [], locationId: 0 }, testCall(who))).rooms.length;
    expect([await count(world.alice), await count(world.bob), await count(staff)]).toEqual([0, 1, 1]);
    await access.setLocationGate({ locationId: 1, groupIds: [] }, testCall(superuser));
    expect(await count(world.alice)).toBe(1);
  });
});
