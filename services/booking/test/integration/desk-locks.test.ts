import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { MINUTE_US } from '@flexspace/kernel';
import { fromTimestamp } from '@flexspace/service-kit';
import { eventually, testCall, testServers } from '@flexspace/testkit';
import {
  book,
  hoursFrom,
  startWorld,
  tomorrow,
  type BookingClient,
  type BookingWorld,
} from '../support/booking-world.js';

let world: BookingWorld;
let client: BookingClient;
let second: BookingClient;
let redis: Redis;

beforeAll(async () => {
  world = await startWorld();
  client = (await world.boot()).client;
  second = (await world.boot()).client;
  redis = new Redis(testServers().redisUrl);
});
afterAll(async () => {
  redis.disconnect();
  await world.close();
});

const key = (name: string): string => `{${world.bus.prefix}:desk-locks}:${name}`;
const newsOf = (deskId: number): boolean[] =>
  world.events.flatMap(({ fact }) =>
    fact?.$case === 'deskLockChanged' && fact.value.deskId === deskId ? [fact.value.locked] : [],
  );
/** Lets a lock run out now instead of in a minute. */
const runOut = async (deskId: number): Promise<void> => {
  await redis
    .pipeline()
    .del(key(`lock:${deskId}`))
    .zadd(key('expiries'), 1, deskId)
    .exec();
};

describe('a desk lock', () => {
  it('is held by one person on every replica, shown with its holder and announced', async () => {
    const lock = await client.lockDesk({ deskId: 101 }, testCall(world.alice));
    expect(lock).toMatchObject({ locked: true, by: { id: world.alice.userId, fullName: world.alice.fullName } });
    const left = fromTimestamp(lock.maxExpiresAt, 'max') - fromTimestamp(lock.expiresAt, 'at');
    expect(left).toBe(4 * MINUTE_US);
    await expect(second.lockDesk({ deskId: 101 }, testCall(world.bob))).rejects.toMatchObject({
      reason: 'DESK_LOCKED',
      details: { lockedBy: { id: world.alice.userId } },
    });
    expect(await second.getDeskLock({ deskId: 101 }, testCall(world.bob))).toEqual(lock);
    await eventually(() => newsOf(101).includes(true));
  });

  it('refuses others to book, and lets its holder; and stays until it is let go', async () => {
    const interval = hoursFrom(tomorrow(), 9, 10);
    await expect(book(client, world.bob, { deskId: 101, interval })).rejects.toMatchObject({ reason: 'DESK_LOCKED' });
    await book(client, world.alice, { deskId: 101, interval });
    expect((await client.getDeskLock({ deskId: 101 }, testCall(world.alice))).locked).toBe(true);
  });

  it('is renewed by its holder without a new five minutes, and by nobody else', async () => {
    const before = await client.getDeskLock({ deskId: 101 }, testCall(world.alice));
    const again = await second.lockDesk({ deskId: 101 }, testCall(world.alice));
    const refreshed = await second.refreshDeskLock({ deskId: 101 }, testCall(world.alice));
    expect(again.maxExpiresAt).toEqual(before.maxExpiresAt);
    expect(refreshed.maxExpiresAt).toEqual(before.maxExpiresAt);
    await expect(client.refreshDeskLock({ deskId: 101 }, testCall(world.bob))).rejects.toMatchObject({
      reason: 'LOCK_LOST',
    });
  });

  it('ends five minutes after the first acquire, whatever is done', async () => {
    const holder = key('holder:101');
    const stored = await redis.get(holder);
    await redis.set(holder, String(stored).replace(/"maxExpiresAt":\d+/, `"maxExpiresAt":${Date.now() - 1}`));
    await expect(client.refreshDeskLock({ deskId: 101 }, testCall(world.alice))).rejects.toMatchObject({
      reason: 'LOCK_LOST',
    });
    await redis.set(holder, String(stored));
  });

  it('is let go by its holder alone; letting go of nothing is no error', async () => {
    await expect(client.unlockDesk({ deskId: 101 }, testCall(world.bob))).rejects.toMatchObject({
      reason: 'LOCK_LOST',
    });
    await client.unlockDesk({ deskId: 101 }, testCall(world.alice));
    await client.unlockDesk({ deskId: 101 }, testCall(world.alice));
    expect((await client.getDeskLock({ deskId: 101 }, testCall(world.bob))).locked).toBe(false);
    await eventually(() => newsOf(101).at(-1) === false);
    expect((await client.lockDesk({ deskId: 101 }, testCall(world.bob))).by?.id).toBe(world.bob.userId);
    await client.unlockDesk({ deskId: 101 }, testCall(world.bob));
  });

  it('behind a closed gate is nothing to let go of, and nobody is named', async () => {
    await client.lockDesk({ deskId: 101 }, testCall(world.alice));
    world.access.closedLocations.add(1);
    await client.unlockDesk({ deskId: 101 }, testCall(world.bob));
    world.access.closedLocations.clear();
    expect((await client.getDeskLock({ deskId: 101 }, testCall(world.bob))).by?.id).toBe(world.alice.userId);
    await client.unlockDesk({ deskId: 101 }, testCall(world.alice));
  });

  it('is one of three at most', async () => {
    for (const deskId of [102, 103, 104]) await client.lockDesk({ deskId }, testCall(world.alice));
    await expect(client.lockDesk({ deskId: 105 }, testCall(world.alice))).rejects.toMatchObject({
      reason: 'LOCK_LIMIT',
    });
    expect((await client.getDeskLock({ deskId: 105 }, testCall(world.bob))).locked).toBe(false);
    expect((await client.lockDesk({ deskId: 105 }, testCall(world.bob))).locked).toBe(true);
    await client.unlockDesk({ deskId: 102 }, testCall(world.alice));
    await client.lockDesk({ deskId: 106 }, testCall(world.alice));
  });

  it('that runs out is announced once, by one of the replicas, within a second', async () => {
    await runOut(103);
    await eventually(() => newsOf(103).includes(false), { withinMs: 1_000 });
    await client.reconcileLocks({}, testCall(world.machine));
    await second.reconcileLocks({}, testCall(world.machine));
    await eventually(() => newsOf(103).length >= 2);
    expect(newsOf(103)).toEqual([true, false]);
    const state = await client.getRoomState({ roomId: 10, locationId: 1 }, testCall(world.bob));
    expect(state.desks.find((desk) => desk.deskId === 103)?.isLocked).toBe(false);
    expect(state.desks.find((desk) => desk.deskId === 104)?.lockedBy?.id).toBe(world.alice.userId);
  });

  it('that is lost on the way does not lose the desk: the database decides', async () => {
    const interval = hoursFrom(tomorrow(), 12, 13);
    await client.lockDesk({ deskId: 104 }, testCall(world.alice));
    await runOut(104);
    const outcomes = await Promise.allSettled([
      book(client, world.alice, { deskId: 104, interval }),
      book(second, world.bob, { deskId: 104, interval }),
    ]);
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
    expect(outcomes.find((outcome) => outcome.status === 'rejected')?.reason).toMatchObject({ reason: 'SLOT_TAKEN' });
  });

  it('is only for those who could book the desk', async () => {
    world.access.closedRooms.add(10);
    await expect(client.lockDesk({ deskId: 107 }, testCall(world.bob))).rejects.toMatchObject({ reason: 'ROOM_GATE' });
    world.access.closedRooms.clear();
    await expect(client.lockDesk({ deskId: 9_999 }, testCall(world.bob))).rejects.toMatchObject({
      reason: 'NOT_FOUND',
    });
  });

  it('is held by whoever asks for it in several places at once, and everybody else hears by whom', async () => {
    const clients = [client, second, client, second];
    for (let round = 0; round < 20; round += 1) {
      const [mine, theirs] = await Promise.all(
        [world.alice, world.bob].map((who) =>
          Promise.allSettled(clients.map((one) => one.lockDesk({ deskId: 105 }, testCall(who)))),
        ),
      );
      const { by, maxExpiresAt } = await client.getDeskLock({ deskId: 105 }, testCall(world.alice));
      const [holder, heard] = by?.id === world.alice.userId ? [mine, theirs] : [theirs, mine];
      const held = { status: 'fulfilled', value: { locked: true, maxExpiresAt } };
      const told = { status: 'rejected', reason: { reason: 'DESK_LOCKED', details: { lockedBy: { id: by?.id } } } };
      expect(holder).toMatchObject(clients.map(() => held));
      expect(heard).toMatchObject(clients.map(() => told));
      await client.unlockDesk({ deskId: 105 }, testCall(by?.id === world.alice.userId ? world.alice : world.bob));
    }
  });

  it('that two hundred people want at once is got by one', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 100 }, (_, index) =>
        (index % 2 === 0 ? client : second).lockDesk(
          { deskId: 108 },
          testCall(index % 2 === 0 ? world.alice : world.bob),
        ),
      ),
    );
    const holders = new Set(
      outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value.by?.id] : [])),
    );
    expect(holders.size).toBe(1);
  });
});
