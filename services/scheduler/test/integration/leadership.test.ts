import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MICROS_PER_MS, plus, systemClock, type Instant } from '@flexspace/kernel';
import { newEvent } from '@flexspace/messaging';
import { toTimestamp } from '@flexspace/service-kit';
import {
  createTcpProxy,
  createTestBus,
  eventually,
  oidcEnvironment,
  silentLogger,
  testServers,
  type TcpProxy,
  type TestBus,
} from '@flexspace/testkit';
import { Booking } from '@flexspace/contracts/flexspace/booking/v1/booking';
import { Redis } from 'ioredis';
import { createSchedulerService, schedulerConfig, type Scheduler } from '../../src/index.js';
import { startBookingPeer, type BookingPeer } from '../support/booking-peer.js';

const TTL_MS = 1_000;
const SECOND_MS = 1_000;

interface Replica {
  readonly scheduler: Scheduler;
  /** Between this replica and Redis, and between it and booking: to take either away from it alone. */
  readonly redis: TcpProxy;
  readonly booking: TcpProxy;
}

let bus: TestBus;
let peer: BookingPeer;
let redis: Redis;
let replicas: Replica[];
let prefix: string;

const startReplica = async (options: { readonly withoutRedis?: boolean } = {}): Promise<Replica> => {
  const [toRedis, toBooking] = await Promise.all([
    createTcpProxy(testServers().redisUrl),
    createTcpProxy(`http://${peer.address}`),
  ]);
  if (options.withoutRedis === true) toRedis.cut();
  const scheduler = createSchedulerService(
    schedulerConfig({
      ...(await oidcEnvironment('scheduler')),
      FLEXSPACE_REDIS_URL: toRedis.url,
      FLEXSPACE_REDIS_PREFIX: prefix,
      FLEXSPACE_NATS_URL: testServers().natsUrl,
      FLEXSPACE_NATS_PREFIX: bus.prefix,
      FLEXSPACE_BOOKING_ADDRESS: `127.0.0.1:${toBooking.port}`,
      FLEXSPACE_SCHEDULER_LEASE_TTL_MS: String(TTL_MS),
    }),
    { logger: silentLogger() },
  );
  await scheduler.start();
  const replica = { scheduler, redis: toRedis, booking: toBooking };
  replicas.push(replica);
  return replica;
};

const leader = (): Promise<Replica> =>
  eventually(() => {
    const found = replicas.find(({ scheduler }) => scheduler.isLeading());
    if (found === undefined) throw new Error('nobody leads');
    return found;
  });

const boundaryIn = (ms: number): Instant => {
  const boundary = plus(systemClock.now(), ms * MICROS_PER_MS);
  peer.boundaries.add(boundary);
  return boundary;
};

const announcedOnce = (boundary: Instant, withinMs: number): Promise<{ lateMs: number; token: number }> =>
  eventually(
    () => {
      const hits = peer.announced.filter((entry) => entry.boundary === boundary);
      if (hits.length !== 1) throw new Error(`announced ${hits.length} times`);
      return { lateMs: (hits[0]!.at - boundary) / MICROS_PER_MS, token: hits[0]!.token };
    },
    { withinMs },
  );

const tellOfBooking = (boundary: Instant): Promise<void> =>
  bus.publish(
    'booking.v1.booking.created.1',
    newEvent({
      at: systemClock.now(),
      locationId: 1,
      aggregateVersion: 1,
      fact: {
        $case: 'bookingsChanged',
        value: {
          deskId: 1,
          roomId: 1,
          upserted: [
            Booking.fromPartial({
              id: 1,
              startTime: toTimestamp(boundary),
              endTime: toTimestamp(plus(boundary, 3_600 * SECOND_MS * MICROS_PER_MS)),
            }),
          ],
          deletedIds: [],
          status: undefined,
        },
      },
    }),
  );

beforeEach(async () => {
  [bus, peer] = await Promise.all([createTestBus(), startBookingPeer()]);
  prefix = `${bus.prefix}:`;
  redis = new Redis(testServers().redisUrl);
  replicas = [];
});

afterEach(async () => {
  for (const replica of replicas) {
    replica.redis.restore();
    replica.booking.restore();
  }
  await Promise.all(replicas.map(({ scheduler }) => scheduler.stop()));
  await Promise.all(replicas.flatMap((replica) => [replica.redis.close(), replica.booking.close()]));
  const keys = await redis.keys(`${prefix}*`);
  if (keys.length > 0) await redis.del(...keys);
  await redis.quit();
  await peer.close();
  await bus.close();
});

describe('two schedulers', () => {
  it('have one leader, which announces a boundary within a second', async () => {
    await Promise.all([startReplica(), startReplica()]);
    await leader();
    const boundary = boundaryIn(1_500);
    await tellOfBooking(boundary);
    const { lateMs } = await announcedOnce(boundary, 5_000);
    expect(lateMs).toBeLessThan(SECOND_MS);
    expect(replicas.filter(({ scheduler }) => scheduler.isLeading())).toHaveLength(1);
    expect(new Set(peer.tokens).size).toBe(1);
    expect(peer.reconciled()).toBeGreaterThanOrEqual(1);
  });

  it('lose their leader without a word: the other takes over and catches up, and nothing happens twice', async () => {
    await Promise.all([startReplica(), startReplica()]);
    const first = await leader();
    await eventually(() => peer.tokens.length > 0);
    const before = Math.max(...peer.tokens);
    first.redis.cut();
    first.booking.cut();
    const boundary = boundaryIn(100);
    const { token } = await announcedOnce(boundary, TTL_MS + 4_000);
    expect(token).toBeGreaterThan(before);
  });

  it('never act twice although the old leader has not noticed that it is one no more', async () => {
    await startReplica();
    const old = await leader();
    await eventually(() => peer.tokens.length > 0);
    const oldToken = Math.max(...peer.tokens);
    old.redis.freeze();
    await startReplica();
    await eventually(() => Math.max(...peer.tokens) > oldToken, { withinMs: TTL_MS + 5_000 });

    const boundaries = Array.from({ length: 20 }, (_, index) => boundaryIn(200 + index * 50));
    await tellOfBooking(boundaries[0]!);
    for (const boundary of boundaries) await announcedOnce(boundary, 8_000);
    expect(peer.announced).toHaveLength(boundaries.length);
    expect(peer.announced.every(({ token }) => token > oldToken)).toBe(true);
    expect(peer.tokens).toEqual(peer.tokens.toSorted((a, b) => a - b));
  });

  it('hand over at once when the leader is stopped', async () => {
    await Promise.all([startReplica(), startReplica()]);
    const first = await leader();
    await first.scheduler.stop();
    replicas = replicas.filter((replica) => replica !== first);
    await leader();
    const boundary = boundaryIn(100);
    await announcedOnce(boundary, 3_000);
    await Promise.all([first.redis.close(), first.booking.close()]);
  });
});

describe('a scheduler', () => {
  it('goes on announcing while Redis is away, and stays fenced when it is back', async () => {
    const only = await startReplica();
    await leader();
    only.redis.cut();
    const boundary = boundaryIn(2 * TTL_MS);
    await tellOfBooking(boundary);
    const { lateMs } = await announcedOnce(boundary, 8_000);
    expect(lateMs).toBeLessThan(SECOND_MS);
    expect((await fetch(`http://127.0.0.1:${only.scheduler.adminPort()}/readyz`)).status).toBe(503);
    only.redis.restore();
    await eventually(async () => (await fetch(`http://127.0.0.1:${only.scheduler.adminPort()}/readyz`)).status === 200);
    const next = boundaryIn(500);
    await tellOfBooking(next);
    await announcedOnce(next, 8_000);
  });

  it('is let through by booking also after Redis lost its data', async () => {
    await startReplica();
    await leader();
    await eventually(() => peer.tokens.length > 0);
    await redis.del(`${prefix}scheduler:lease`, `${prefix}scheduler:fence`);
    const boundary = boundaryIn(TTL_MS);
    await tellOfBooking(boundary);
    await announcedOnce(boundary, 8_000);
    await eventually(() => new Set(peer.tokens).size > 1);
    expect(peer.refusals).toEqual([]);
  });

  it('catches up when booking comes back', async () => {
    const only = await startReplica();
    await leader();
    only.booking.cut();
    const boundary = boundaryIn(200);
    await tellOfBooking(boundary);
    await eventually(async () => {
      const metrics = await (await fetch(`http://127.0.0.1:${only.scheduler.adminPort()}/metrics`)).text();
      return /flexspace_scheduler_jobs_total\{job="transitions",outcome="failed"\} [2-9]/.test(metrics);
    });
    only.booking.restore();
    await announcedOnce(boundary, 8_000);
  });

  it('starts without Redis and leads once it is there', async () => {
    const only = await startReplica({ withoutRedis: true });
    const ready = async (): Promise<number> =>
      (await fetch(`http://127.0.0.1:${only.scheduler.adminPort()}/readyz`)).status;
    expect(await ready()).toBe(503);
    expect(only.scheduler.isLeading()).toBe(false);
    only.redis.restore();
    await leader();
    await announcedOnce(boundaryIn(100), 5_000);
  });
});
