import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTcpProxy, eventually, forgedTokens, testCall, testServers, type TcpProxy } from '@flexspace/testkit';
import {
  book,
  createRequest,
  hoursFrom,
  startWorld,
  tomorrow,
  type BookingClient,
  type BookingWorld,
} from '../support/booking-world.js';

let world: BookingWorld;
let client: BookingClient;
let redis: TcpProxy;
let nats: TcpProxy;
let access: TcpProxy;
let postgres: TcpProxy;

beforeAll(async () => {
  world = await startWorld();
  [redis, nats, access, postgres] = await Promise.all([
    createTcpProxy(testServers().redisUrl),
    createTcpProxy(testServers().natsUrl),
    createTcpProxy(`http://${world.access.address}`),
    createTcpProxy(world.database.url),
  ]);
  const env = {
    FLEXSPACE_REDIS_URL: redis.url,
    FLEXSPACE_NATS_URL: nats.url,
    FLEXSPACE_ACCESS_ADDRESS: `${access.host}:${access.port}`,
    FLEXSPACE_DATABASE_URL: postgres.url,
  };
  client = (await world.boot({ env })).client;
  await book(client, world.alice, { deskId: 101, interval: hoursFrom(tomorrow(), 0, 1) });
});
afterAll(async () => {
  for (const proxy of [redis, nats, access, postgres]) proxy.restore();
  await world.close();
  await Promise.all([redis, nats, access, postgres].map((proxy) => proxy.close()));
});

let hour = 1;
/** As long as a person would wait who sees nothing of an outage. */
const UNAWARE_MS = 2_000;
const bookNext = async (timeoutMs?: number) => {
  hour += 1;
  const call = { ...testCall(world.alice), ...(timeoutMs !== undefined && { timeoutMs }) };
  return client.createBooking(createRequest(101, hoursFrom(tomorrow(), hour, hour + 1)), call);
};
const heardOf = (bookingId: number): boolean =>
  world.events.some(
    ({ fact }) => fact?.$case === 'bookingsChanged' && fact.value.upserted.some((one) => one.id === bookingId),
  );

describe('without Redis', () => {
  it.each(['cut', 'freeze'] as const)(
    '(%s) booking works, locks answer UNAVAILABLE, and both come back',
    async (way) => {
      redis[way]();
      await bookNext(UNAWARE_MS);
      await expect(client.lockDesk({ deskId: 102 }, testCall(world.alice))).rejects.toMatchObject({
        reason: 'UNAVAILABLE',
      });
      await expect(client.refreshDeskLock({ deskId: 102 }, testCall(world.alice))).rejects.toMatchObject({
        reason: 'UNAVAILABLE',
      });
      const state = await client.getRoomState({ roomId: 10, locationId: 1 }, testCall(world.alice));
      expect(state.desks.every((desk) => !desk.isLocked)).toBe(true);
      redis.restore();
      await eventually(() => client.lockDesk({ deskId: 102 }, testCall(world.alice)), { withinMs: 10_000 });
      await client.unlockDesk({ deskId: 102 }, testCall(world.alice));
    },
  );
});

describe('without NATS', () => {
  it('booking and locks work, and what happened is announced when it is back', async () => {
    nats.cut();
    const booking = await bookNext();
    const lock = await client.lockDesk({ deskId: 103 }, testCall(world.alice));
    expect(lock.locked).toBe(true);
    expect(heardOf(booking.id)).toBe(false);
    nats.restore();
    await eventually(() => heardOf(booking.id), { withinMs: 15_000 });
    await eventually(
      async () => {
        await client.reconcileLocks({}, testCall(world.machine));
        return world.events.some(({ fact }) => fact?.$case === 'deskLockChanged' && fact.value.deskId === 103);
      },
      { withinMs: 15_000 },
    );
    expect(world.events.filter(({ eventId }) => eventId !== '').length).toBe(
      new Set(world.events.map(({ eventId }) => eventId)).size,
    );
  });
});

describe('without access', () => {
  it.each(['cut', 'freeze'] as const)('(%s) nothing that needs a verdict is done or shown', async (way) => {
    access[way]();
    await expect(bookNext()).rejects.toMatchObject({ reason: 'UNAVAILABLE' });
    await expect(client.lockDesk({ deskId: 104 }, testCall(world.alice))).rejects.toMatchObject({
      reason: 'UNAVAILABLE',
    });
    await expect(client.getRoomState({ roomId: 10, locationId: 1 }, testCall(world.alice))).rejects.toMatchObject({
      reason: 'UNAVAILABLE',
    });
    access.restore();
    await eventually(() => bookNext(), { withinMs: 15_000 });
  });
});

describe('without the database', () => {
  it('says UNAVAILABLE and comes back by itself', async () => {
    postgres.cut();
    await expect(bookNext()).rejects.toMatchObject({ reason: 'UNAVAILABLE' });
    postgres.restore();
    await eventually(() => bookNext(), { withinMs: 15_000 });
  });
});

describe('a token', () => {
  it('that is not right is refused', async () => {
    const forged = await forgedTokens();
    for (const [name, token] of Object.entries<string>({ ...forged })) {
      const outcome = await client
        .getRoomState({ roomId: 10, locationId: 1 }, testCall(token))
        .then(() => 'accepted')
        .catch((error: unknown) => (error as { reason?: string }).reason);
      expect({ name, outcome }).toEqual({ name, outcome: 'UNAUTHENTICATED' });
    }
  });
});
