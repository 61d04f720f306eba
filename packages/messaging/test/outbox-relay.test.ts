import {
  createTcpProxy,
  createTestBus,
  createTestDatabase,
  eventually,
  silentLogger,
  testServers,
  type TestBus,
  type TestDatabase,
} from '@flexspace/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  appendToOutbox,
  connectBus,
  createOutboxRelay,
  deleteSentOutbox,
  type Bus,
  type OutboxRelay,
} from '../src/index.js';
import { append, assertOrderPerDesk, deskMessage, ids, migrations, readStream, schema } from './support/desk-events.js';
import { instantFromMillis } from '@flexspace/kernel';

let database: TestDatabase;
let bus: TestBus;
let relays: OutboxRelay[];

const relayOn = (of: Pick<Bus, 'publishEncoded' | 'ready'> = bus): OutboxRelay => {
  const relay = createOutboxRelay({ database, schema, bus: of, logger: silentLogger() });
  relays.push(relay);
  return relay;
};

beforeEach(async () => {
  relays = [];
  [database, bus] = await Promise.all([createTestDatabase({ schema, migrations, poolMax: 20 }), createTestBus()]);
});
afterEach(async () => {
  await Promise.all(relays.map((relay) => relay.stop()));
  await Promise.all([database.close(), bus.close()]);
});

const unsent = async (): Promise<number> => {
  const rows = await database.knex('booking.outbox').whereNull('sent_at').count<{ count: number }[]>('* as count');
  return rows[0]!.count;
};
const expireLeases = (): Promise<unknown> => database.knex('booking.outbox_lanes').update({ leased_until: null });

describe('publishing', () => {
  it('publishes what was committed, in order, and nothing that was rolled back', async () => {
    const messages = Array.from({ length: 300 }, (_, index) => deskMessage(index % 7, index + 1));
    await append(database, ...messages);
    await expect(
      database.transaction(async (trx) => {
        await appendToOutbox(trx, schema, [deskMessage(1, 9_999)]);
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    expect(await relayOn().processAll()).toBe(300);
    const events = await readStream(bus);
    expect(new Set(ids(events))).toEqual(new Set(messages.map(({ event }) => event.eventId)));
    assertOrderPerDesk(events);
    expect(await unsent()).toBe(0);
  });

  it('is woken by a commit in its own process, at once', async () => {
    const relay = relayOn();
    relay.start();
    await eventually(async () => (await relay.oldestAgeSeconds()) === 0);
    await append(database, deskMessage(1, 1));
    // The poll that would find it otherwise comes once a second.
    await eventually(async () => (await unsent()) === 0, { withinMs: 700 });
  });

  it('is woken by the NOTIFY of a process that has no relay', async () => {
    let heard = 0;
    const listener = database.listen('booking_outbox', { onNotification: () => (heard += 1), onLost: () => undefined });
    await eventually(() => listener.listening());
    // No relay of this schema is started in this process yet, so the commit has to say it to the others.
    await append(database, deskMessage(1, 1));
    await eventually(() => heard === 2);
    await listener.close();
    expect(await relayOn().processAll()).toBe(1);
  });

  it('refuses at the source what no stream would take', async () => {
    const odd = { ...deskMessage(1, 1), subject: 'booking.desk' };
    await expect(append(database, odd)).rejects.toThrow('no subject');
    expect(await unsent()).toBe(0);
  });

  it('tells the age of what waits, and deletes what was sent', async () => {
    const relay = relayOn();
    expect(await relay.oldestAgeSeconds()).toBe(0);
    await append(database, deskMessage(1, 1));
    await database.knex('booking.outbox').update({ created_at: database.knex.raw("now() - interval '90 seconds'") });
    expect(await relay.oldestAgeSeconds()).toBeGreaterThan(89);
    const later = instantFromMillis(Date.now() + 60_000);
    expect(await deleteSentOutbox(database, schema, later)).toBe(0);
    await relay.processAll();
    expect(await deleteSentOutbox(database, schema, later)).toBe(1);
  });
});

describe('crashes', () => {
  it('loses nothing when it dies between commit and publish', async () => {
    await append(database, deskMessage(1, 1), deskMessage(1, 2), deskMessage(2, 1));
    const dying = relayOn({
      ready: () => true,
      publishEncoded: () => Promise.reject(new Error('killed before the publish')),
    });
    await expect(dying.processAll()).rejects.toThrow('killed');
    expect(await unsent()).toBe(3);
    expect(await relayOn().processAll()).toBe(3);
    assertOrderPerDesk(await readStream(bus));
  });

  it('announces nothing twice when it dies between publish and mark', async () => {
    await append(database, deskMessage(1, 1), deskMessage(1, 2), deskMessage(2, 1));
    const dying = relayOn({
      ready: () => true,
      publishEncoded: async (message) => {
        await bus.publishEncoded(message);
        throw new Error('killed after the publish');
      },
    });
    await expect(dying.processAll()).rejects.toThrow('killed');
    expect(await unsent()).toBe(3);
    expect(await readStream(bus)).toHaveLength(2);
    await relayOn().processAll();
    const events = await readStream(bus);
    expect(events).toHaveLength(3);
    assertOrderPerDesk(events);
  });

  it('leaves the lanes of a relay that vanished to others when the lease is over, and not before', async () => {
    await append(database, deskMessage(1, 1));
    const never = new Promise<void>(() => undefined);
    const vanished = relayOn({ ready: () => true, publishEncoded: () => never });
    void vanished.processAll();
    await eventually(() => database.knex('booking.outbox_lanes').whereNotNull('relay').first());
    relays = [];
    const other = relayOn();
    other.start();
    await expect(eventually(async () => (await unsent()) === 0, { withinMs: 1_500 })).rejects.toThrow();
    await expireLeases();
    await eventually(async () => (await unsent()) === 0);
    expect(await readStream(bus)).toHaveLength(1);
  });

  it('keeps the order when one publish of a desk fails in the middle', async () => {
    const messages = Array.from({ length: 40 }, (_, index) => deskMessage(index % 4, index + 1));
    await append(database, ...messages);
    let calls = 0;
    const flaky = relayOn({
      ready: () => true,
      publishEncoded: (message) => {
        calls += 1;
        return calls % 9 === 0 ? Promise.reject(new Error('lost')) : bus.publishEncoded(message);
      },
    });
    await eventually(async () => {
      await flaky.processAll().catch(() => 0);
      return (await unsent()) === 0;
    });
    const events = await readStream(bus);
    expect(events).toHaveLength(40);
    assertOrderPerDesk(events);
  });
});

describe('several relays', () => {
  it('publish each row once between them, in order, while people go on writing', async () => {
    const published: string[] = [];
    const counting = {
      ready: () => true,
      publishEncoded: async (message: Parameters<Bus['publishEncoded']>[0]) => {
        await bus.publishEncoded(message);
        published.push(message.eventId);
      },
    };
    for (let index = 0; index < 3; index += 1) relayOn(counting).start();
    const versions = new Map<number, number>();
    const write = async (desk: number): Promise<void> => {
      for (let step = 0; step < 40; step += 1) {
        const version = (versions.get(desk) ?? 0) + 1;
        versions.set(desk, version);
        await append(database, deskMessage(desk, version, desk % 5));
      }
    };
    await Promise.all(Array.from({ length: 12 }, (_, index) => write(index + 1)));
    await eventually(async () => (await unsent()) === 0, { withinMs: 15_000 });
    expect(published).toHaveLength(480);
    const events = await readStream(bus);
    expect(events).toHaveLength(480);
    assertOrderPerDesk(events);
  });
});

describe('outages', () => {
  it('keeps events while NATS is away, and sends them by itself when it is back', async () => {
    const proxy = await createTcpProxy(testServers().natsUrl);
    const remote = await connectBus({
      url: proxy.url,
      prefix: bus.prefix,
      replicas: 1,
      name: 'remote',
      logger: silentLogger(),
    });
    try {
      relayOn(remote).start();
      await append(database, deskMessage(1, 1));
      await eventually(async () => (await unsent()) === 0);
      proxy.cut();
      await eventually(() => !remote.ready());
      await append(database, deskMessage(1, 2), deskMessage(1, 3));
      await append(database, deskMessage(2, 1));
      expect(await unsent()).toBe(3);
      proxy.restore();
      await eventually(async () => (await unsent()) === 0, { withinMs: 15_000 });
      const events = await readStream(bus);
      expect(events).toHaveLength(4);
      assertOrderPerDesk(events);
    } finally {
      await relays.pop()?.stop();
      await remote.close();
      await proxy.close();
    }
  });
});
