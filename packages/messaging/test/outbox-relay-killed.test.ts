import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  createTestBus,
  createTestDatabase,
  eventually,
  silentLogger,
  testServers,
  type TestBus,
  type TestDatabase,
} from '@flexspace/testkit';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { createOutboxRelay } from '../src/index.js';
import { append, assertOrderPerDesk, deskMessage, ids, migrations, readStream, schema } from './support/desk-events.js';

let database: TestDatabase;
let bus: TestBus;

beforeEach(async () => {
  [database, bus] = await Promise.all([createTestDatabase({ schema, migrations }), createTestBus()]);
});
afterEach(async () => {
  await Promise.all([database.close(), bus.close()]);
});

const runUntilKilled = async (killWhen: string, killAt: number): Promise<void> => {
  const child = spawn('node', [new URL('./support/relay-child.mjs', import.meta.url).pathname], {
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      DATABASE_URL: database.url,
      NATS_URL: testServers().natsUrl,
      PREFIX: bus.prefix,
      KILL_AT: String(killAt),
      KILL_WHEN: killWhen,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
  expect(signal).toBe('SIGKILL');
};

it.each([
  ['before publish', 0],
  ['before publish', 7],
  ['after publish', 1],
  ['after publish', 20],
])(
  'a process that is killed %s %d leaves every event, in order, and none twice',
  async (killWhen, killAt) => {
    const messages = Array.from({ length: 60 }, (_, index) => deskMessage(index % 6, index + 1));
    await append(database, ...messages);
    await runUntilKilled(killWhen, killAt);
    const other = createOutboxRelay({ database, schema, bus, logger: silentLogger() });
    other.start();
    try {
      // Sooner than a lease ends: the lanes of a dead process are free at once.
      await eventually(async () => (await other.oldestAgeSeconds()) === 0, { withinMs: 3_000 });
    } finally {
      await other.stop();
    }
    const events = await readStream(bus);
    expect(ids(events).toSorted()).toEqual(messages.map(({ event }) => event.eventId).toSorted());
    assertOrderPerDesk(events);
  },
  30_000,
);
