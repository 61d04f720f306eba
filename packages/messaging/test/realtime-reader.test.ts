import { createTcpProxy, createTestBus, eventually, silentLogger, testServers, type TestBus } from '@flexspace/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { connectBus, createRealtimeReader, parsePosition, type Bus, type RealtimeReader } from '../src/index.js';
import { deskMessage, deskOf } from './support/desk-events.js';

let bus: TestBus;
let readers: RealtimeReader[];

beforeEach(async () => {
  readers = [];
  bus = await createTestBus();
});
afterEach(async () => {
  await Promise.all(readers.map((reader) => reader.stop()));
  await bus.close();
});

interface Seen {
  readonly reader: RealtimeReader;
  readonly events: { eventId: string; sequence: number; desk: number }[];
  readonly resets: string[];
}

const read = (more: { bus?: Bus; fromSequence?: number; last?: number } = {}): Seen => {
  const events: Seen['events'] = [];
  const resets: string[] = [];
  const reader = createRealtimeReader({
    bus,
    ...more,
    onEvent: (event, sequence) => events.push({ eventId: event.eventId, sequence, desk: deskOf(event) }),
    onReset: (epoch) => resets.push(epoch),
    logger: silentLogger(),
  });
  readers.push(reader);
  reader.start();
  return { reader, events, resets };
};

const SUBJECTS = ['booking.v1.desk.occupied.1', 'catalog.v1.desk.changed.1', 'access.v1.group.changed.2'];
const publish = async (count: number, desk = 1): Promise<void> => {
  for (let index = 0; index < count; index += 1) {
    const { event } = deskMessage(desk, index + 1);
    await bus.publish(SUBJECTS[index % SUBJECTS.length]!, event);
  }
};
const lastSequence = async (): Promise<number> => parsePosition((await bus.lastPosition()) ?? '')?.sequence ?? 0;
const allSourced = (count: number): Promise<unknown> =>
  eventually(async () => (await lastSequence()) === count, { withinMs: 15_000 });

describe('positions', () => {
  it('are the same for two readers, over all contexts and without holes', async () => {
    await publish(30);
    await allSourced(30);
    const other = await connectBus({
      url: testServers().natsUrl,
      prefix: bus.prefix,
      replicas: 1,
      name: 'other',
      logger: silentLogger(),
    });
    const [first, second] = [read({ fromSequence: 1 }), read({ fromSequence: 1, bus: other })];
    await Promise.all([first.reader.caughtUp(), second.reader.caughtUp()]);
    expect(first.events.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
    expect(second.events).toEqual(first.events);
    expect(second.reader.epoch).toBe(first.reader.epoch);
    expect(await bus.lastPosition()).toBe(`${first.reader.epoch!}:30`);
    await second.reader.stop();
    await other.close();
  });

  it('let a reader go on from any of them', async () => {
    await publish(12);
    await allSourced(12);
    const whole = read({ fromSequence: 1 });
    await whole.reader.caughtUp();
    const rest = read({ fromSequence: 8 });
    await rest.reader.caughtUp();
    expect(rest.events).toEqual(whole.events.slice(7));
    expect([rest.reader.firstSequence, rest.reader.lastSequence]).toEqual([8, 12]);
  });

  it('begin with the last few where only those are wanted, and with the next one by default', async () => {
    const early = read();
    await early.reader.caughtUp();
    expect([early.reader.firstSequence, early.reader.lastSequence]).toEqual([1, 0]);
    await publish(9);
    await allSourced(9);
    await eventually(() => early.events.length === 9);
    const few = read({ last: 4 });
    await few.reader.caughtUp();
    expect(few.events.map(({ sequence }) => sequence)).toEqual([6, 7, 8, 9]);
    const all = read({ last: 1_000 });
    await all.reader.caughtUp();
    expect(all.events).toHaveLength(9);
    const next = read();
    await next.reader.caughtUp();
    await publish(1, 77);
    await eventually(() => next.events.length === 1);
    expect(next.events[0]).toMatchObject({ sequence: 10, desk: 77 });
  });
});

describe('interruptions', () => {
  it('cost no event: it goes on after the last one it gave', async () => {
    const proxy = await createTcpProxy(testServers().natsUrl);
    const remote = await connectBus({
      url: proxy.url,
      prefix: bus.prefix,
      replicas: 1,
      name: 'remote',
      logger: silentLogger(),
    });
    const { reader, events, resets } = read({ bus: remote, fromSequence: 1 });
    try {
      await publish(5);
      await eventually(() => events.length === 5, { withinMs: 10_000 });
      for (let round = 1; round <= 2; round += 1) {
        proxy.cut();
        await eventually(() => !reader.following());
        await publish(5);
        proxy.restore();
        await eventually(() => events.length === 5 * (round + 1), { withinMs: 15_000 });
      }
      expect(events.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 15 }, (_, index) => index + 1));
      expect(resets).toEqual([]);
    } finally {
      await reader.stop();
      await remote.close();
      await proxy.close();
    }
  });

  it('that lose the stream are a new epoch, which is said before the first event of it', async () => {
    const { reader, events, resets } = read({ fromSequence: 1 });
    await publish(3);
    await eventually(() => events.length === 3, { withinMs: 10_000 });
    const before = reader.epoch;
    const { manager } = (await bus.connected(AbortSignal.timeout(5_000)))!;
    await manager.streams.delete(`${bus.prefix}_REALTIME`);
    await bus.ensureStreams();
    await eventually(() => resets.length === 1, { withinMs: 20_000 });
    expect(resets).toEqual([reader.epoch]);
    expect(reader.epoch).not.toBe(before);
    await publish(1, 99);
    // The new stream copies what its sources still hold as well, in no particular order between them.
    await eventually(() => events.some(({ desk }) => desk === 99), { withinMs: 10_000 });
  });

  it('longer than the stream remembers are a reset, too', async () => {
    await publish(10);
    await allSourced(10);
    const { manager } = (await bus.connected(AbortSignal.timeout(5_000)))!;
    const proxy = await createTcpProxy(testServers().natsUrl);
    const remote = await connectBus({
      url: proxy.url,
      prefix: bus.prefix,
      replicas: 1,
      name: 'remote',
      logger: silentLogger(),
    });
    const { reader, events, resets } = read({ bus: remote, fromSequence: 1 });
    try {
      await reader.caughtUp();
      proxy.cut();
      await eventually(() => !reader.following());
      await publish(10);
      await allSourced(20);
      await manager.streams.purge(`${bus.prefix}_REALTIME`, { seq: 16 });
      proxy.restore();
      await eventually(() => events.at(-1)?.sequence === 20, { withinMs: 15_000 });
      expect(resets).toEqual([reader.epoch]);
      expect(reader.firstSequence).toBe(16);
    } finally {
      await reader.stop();
      await remote.close();
      await proxy.close();
    }
  });
});
