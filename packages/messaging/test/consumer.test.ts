import { Event } from '@flexspace/contracts/flexspace/events/v1/events';
import type { Knex } from '@flexspace/database';
import { instantFromMillis, Unavailable } from '@flexspace/kernel';
import { createMetrics } from '@flexspace/service-kit';
import {
  createTcpProxy,
  createTestBus,
  createTestDatabase,
  eventually,
  silentLogger,
  testPrefix,
  testServers,
  type TestBus,
  type TestDatabase,
} from '@flexspace/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { connectBus, createConsumer, deleteOldInbox, type Consumer, type ConsumerOptions } from '../src/index.js';
import { deskMessage, deskOf, migrations, readStream, schema } from './support/desk-events.js';

let database: TestDatabase;
let bus: TestBus;
let consumers: Consumer[];

beforeEach(async () => {
  consumers = [];
  [database, bus] = await Promise.all([createTestDatabase({ schema, migrations }), createTestBus()]);
});
afterEach(async () => {
  await Promise.all(consumers.map((consumer) => consumer.stop()));
  await Promise.all([database.close(), bus.close()]);
});

/** The newest version of a desk wins, and each application is counted. */
const project = async (event: Event, trx: Knex.Transaction): Promise<void> => {
  await trx.raw(
    `INSERT INTO booking.desk AS d (id, version, applied) VALUES (?, ?, 1)
     ON CONFLICT (id) DO UPDATE SET version = greatest(d.version, excluded.version), applied = d.applied + 1`,
    [deskOf(event), event.aggregateVersion],
  );
};

const consume = (more: Partial<ConsumerOptions> = {}): Consumer => {
  const consumer = createConsumer({
    bus,
    database,
    schema,
    stream: 'BOOKING',
    durable: 'booking-desks',
    subjects: ['booking.v1.desk.>'],
    handle: project,
    logger: silentLogger(),
    retryMs: 20,
    ...more,
  });
  consumers.push(consumer);
  consumer.start();
  return consumer;
};

const desks = (): Promise<{ id: number; version: number; applied: number }[]> =>
  database.knex('booking.desk').orderBy('id');
const shuffled = <Item>(items: readonly Item[]): Item[] =>
  items
    .map((item) => ({ item, at: Math.random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);

describe('delivery', () => {
  it('ends in the same state when every event comes twice and out of order', async () => {
    const messages = Array.from({ length: 30 }, (_, index) => deskMessage((index % 3) + 1, index + 1));
    const connection = (await bus.connected(AbortSignal.timeout(5_000)))!;
    // Straight to the stream and without a message id, so that NATS does not drop the second copy.
    for (const { subject, event } of shuffled([...messages, ...messages])) {
      await connection.client.publish(`${bus.prefix}.${subject}`, Event.encode(event).finish());
    }
    await consume().idle();
    expect(await desks()).toEqual([
      { id: 1, version: 28, applied: 10 },
      { id: 2, version: 29, applied: 10 },
      { id: 3, version: 30, applied: 10 },
    ]);
    expect(await deleteOldInbox(database, schema, instantFromMillis(Date.now() + 60_000))).toBe(30);
  });

  it('is shared by replicas: each event is applied by one of them', async () => {
    const first = consume();
    consume();
    await Promise.all(
      Array.from({ length: 100 }, (_, index) => {
        const { subject, event } = deskMessage(1, index + 1);
        return bus.publish(subject, event);
      }),
    );
    await first.idle();
    expect(await desks()).toEqual([{ id: 1, version: 100, applied: 100 }]);
  });

  it('hears only the subjects it asked for, and a new build may ask for others', async () => {
    const room = deskMessage(5, 1);
    await bus.publish('booking.v1.room.availability_changed.1', room.event);
    const before = consume();
    await before.idle();
    expect(await desks()).toEqual([]);
    await before.stop();
    const after = consume({ subjects: ['booking.v1.>'] });
    await bus.publish('booking.v1.room.availability_changed.1', deskMessage(6, 1).event);
    await eventually(async () => (await desks()).some(({ id }) => id === 6));
    await after.idle();
  });

  it('does not apply what it could not commit', async () => {
    let fails = 2;
    const consumer = consume({
      handle: async (event, trx) => {
        await project(event, trx);
        fails -= 1;
        if (fails >= 0) throw new Error('after the effect, before the commit');
      },
    });
    const { subject, event } = deskMessage(1, 1);
    await bus.publish(subject, event);
    await consumer.idle();
    expect(await desks()).toEqual([{ id: 1, version: 1, applied: 1 }]);
  });
});

describe('poison', () => {
  it('goes to the dead-letter subject after bounded tries, is counted, and does not stop the others', async () => {
    const metrics = createMetrics();
    let tries = 0;
    const consumer = consume({
      metrics,
      maxAttempts: 3,
      handle: async (event, trx) => {
        if (deskOf(event) === 13) {
          tries += 1;
          throw new Error('13 is unlucky');
        }
        await project(event, trx);
      },
    });
    for (const desk of [1, 13, 2]) {
      const { subject, event } = deskMessage(desk, 1);
      await bus.publish(subject, event);
    }
    await consumer.idle();
    expect(tries).toBe(3);
    expect((await desks()).map(({ id }) => id)).toEqual([1, 2]);
    expect((await readStream(bus, 'DEAD')).map(deskOf)).toEqual([13]);
    const text = await metrics.registry.metrics();
    expect(text).toContain('flexspace_consumer_events_total{consumer="booking-desks",outcome="dead"} 1');
    expect(text).toContain('flexspace_consumer_events_total{consumer="booking-desks",outcome="applied"} 2');
  });

  it('is buried at once when it is no event at all', async () => {
    const connection = (await bus.connected(AbortSignal.timeout(5_000)))!;
    await connection.client.publish(`${bus.prefix}.booking.v1.desk.occupied.1`, new Uint8Array([255, 1, 2, 3]));
    await consume().idle();
    const dead = await connection.manager.streams.getMessage(`${bus.prefix}_DEAD`, {
      last_by_subj: `${bus.prefix}.dead.BOOKING.booking-desks`,
    });
    expect(dead?.header.get('Flexspace-Subject')).toBe('booking.v1.desk.occupied.1');
  });

  it('is not what an outage makes of an event, however long it lasts', async () => {
    let tries = 0;
    const consumer = consume({
      maxAttempts: 2,
      handle: async (event, trx) => {
        tries += 1;
        if (tries <= 3) throw new Unavailable('The owner of the desks');
        await project(event, trx);
      },
    });
    const { subject, event } = deskMessage(1, 1);
    await bus.publish(subject, event);
    await consumer.idle(20_000);
    expect(await desks()).toEqual([{ id: 1, version: 1, applied: 1 }]);
    expect(await readStream(bus, 'DEAD')).toEqual([]);
  });
});

describe('outages', () => {
  it('goes on where it was after NATS was away', async () => {
    const proxy = await createTcpProxy(testServers().natsUrl);
    const remote = await connectBus({
      url: proxy.url,
      prefix: bus.prefix,
      replicas: 1,
      name: 'remote',
      logger: silentLogger(),
    });
    const consumer = consume({ bus: remote });
    const publish = (version: number): Promise<void> => {
      const { subject, event } = deskMessage(1, version);
      return bus.publish(subject, event);
    };
    try {
      await publish(1);
      await eventually(async () => (await desks()).length === 1);
      proxy.cut();
      await eventually(() => !remote.ready());
      await publish(2);
      await publish(3);
      proxy.restore();
      await eventually(async () => (await desks())[0]?.version === 3, { withinMs: 15_000 });
      expect(await desks()).toEqual([{ id: 1, version: 3, applied: 3 }]);
    } finally {
      await consumer.stop();
      await remote.close();
      await proxy.close();
    }
  });

  it('starts by itself when NATS comes after it, and when its stream does', async () => {
    const proxy = await createTcpProxy(testServers().natsUrl);
    proxy.cut();
    const prefix = testPrefix();
    const late = await connectBus({ url: proxy.url, prefix, replicas: 1, name: 'late', logger: silentLogger() });
    const consumer = consume({ bus: late });
    try {
      expect(late.ready()).toBe(false);
      expect(await late.lastPosition()).toBeUndefined();
      await expect(late.publish('booking.v1.desk.occupied.1', deskMessage(1, 1).event)).rejects.toBeInstanceOf(
        Unavailable,
      );
      proxy.restore();
      await eventually(() => late.ready(), { withinMs: 10_000 });
      await eventually(() => late.publish('booking.v1.desk.occupied.1', deskMessage(1, 1).event), { withinMs: 10_000 });
      await eventually(async () => (await desks()).length === 1, { withinMs: 10_000 });

      const { manager } = (await late.connected(AbortSignal.timeout(5_000)))!;
      await manager.streams.delete(`${late.prefix}_BOOKING`);
      await eventually(() => late.publish('booking.v1.desk.occupied.1', deskMessage(2, 1).event), { withinMs: 10_000 });
      await eventually(async () => (await desks()).length === 2, { withinMs: 20_000 });
    } finally {
      await consumer.stop();
      await late.close();
      await proxy.close();
      await (await createTestBus({ prefix })).close();
    }
  });
});
