import { connectBus, type Bus } from '@flexspace/messaging';
import { silentLogger } from './silent-logger.js';
import { testPrefix } from './test-prefix.js';
import { testServers } from './test-servers.js';

export interface TestBus extends Bus {
  readonly url: string;
  /** Removes the streams of its prefix and disconnects. */
  close(): Promise<void>;
}

export interface TestBusOptions {
  /** The prefix that the service under test was given; a new one by default. */
  readonly prefix?: string;
  /** Another address, a proxy's say. */
  readonly url?: string;
}

const REMOVE_WITHIN_MS = 5_000;

/** Deletes all streams of a prefix, through a connection of its own. */
const removeStreams = async (prefix: string): Promise<void> => {
  const bus = await connectBus({
    url: testServers().natsUrl,
    prefix,
    replicas: 1,
    name: 'testkit',
    logger: silentLogger(),
  });
  const connection = await bus.connected(AbortSignal.timeout(REMOVE_WITHIN_MS));
  await bus.ensureStreams();
  for (const stream of ['REALTIME', 'CATALOG', 'BOOKING', 'ACCESS', 'DEAD']) {
    await connection?.manager.streams.delete(`${prefix}_${stream}`);
  }
  await bus.close();
};

/** A bus with streams that nobody else sees. Close it last: it takes the streams away. */
export const createTestBus = async (options: TestBusOptions = {}): Promise<TestBus> => {
  const prefix = options.prefix ?? testPrefix();
  const url = options.url ?? testServers().natsUrl;
  const bus = await connectBus({ url, prefix, replicas: 1, name: 'test', logger: silentLogger() });
  await bus.ensureStreams();
  return {
    ...bus,
    url,
    async close() {
      await bus.close();
      await removeStreams(prefix);
    },
  };
};
