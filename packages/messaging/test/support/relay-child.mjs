// A process that runs a relay and kills itself, the way the kernel would, at the publish it was told to.
import { createDatabase } from '@flexspace/database';
import { connectBus, createOutboxRelay } from '@flexspace/messaging';

const { DATABASE_URL, NATS_URL, PREFIX, KILL_AT, KILL_WHEN } = process.env;
const report = (fields, message) => process.stderr.write(`${message} ${fields.err?.message ?? ''}\n`);
const logger = { debug: () => undefined, info: () => undefined, warn: report, error: report };
const database = createDatabase({
  url: DATABASE_URL,
  schema: 'booking',
  migrations: [],
  poolMax: 4,
  applicationName: 'child',
});
const bus = await connectBus({ url: NATS_URL, prefix: PREFIX, replicas: 1, name: 'child', logger });
await bus.ensureStreams();

let published = 0;
const die = (when) => {
  if (KILL_WHEN === when && published >= Number(KILL_AT)) process.kill(process.pid, 'SIGKILL');
};
const deadly = {
  ready: () => bus.ready(),
  publishEncoded: async (message) => {
    die('before publish');
    await bus.publishEncoded(message);
    published += 1;
    die('after publish');
  },
};
const relay = createOutboxRelay({ database, schema: 'booking', bus: deadly, logger });
relay.start();
