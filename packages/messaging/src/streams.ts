import {
  DiscardPolicy,
  JetStreamApiError,
  RetentionPolicy,
  StorageType,
  type JetStreamManager,
  type StreamConfig,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/nats-core';

/** A stream per context that owns facts. */
export type ContextStream = 'CATALOG' | 'BOOKING' | 'ACCESS';
export type StreamName = ContextStream | 'REALTIME' | 'DEAD';

export const CONTEXT_STREAMS: readonly ContextStream[] = ['CATALOG', 'BOOKING', 'ACCESS'];

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const KEPT_MS = 7 * DAY_MS;
const DEAD_KEPT_MS = 30 * DAY_MS;
/** Every event once more, kept for as long as a browser may have been asleep: then it asks for everything anyway. */
const REALTIME_KEPT_MS = 2 * HOUR_MS;
const REALTIME_MAX_EVENTS = 200_000;
const DEDUPE_MS = 2 * MINUTE_MS;
const MAX_EVENT_BYTES = 1_000_000;

/** Stream names allow no dots; subjects get a token of their own. An empty prefix is production's. */
export const streamName = (prefix: string, stream: StreamName): string =>
  prefix === '' ? stream : `${prefix}_${stream}`;
export const prefixed = (prefix: string, subject: string): string => (prefix === '' ? subject : `${prefix}.${subject}`);
export const unprefixed = (prefix: string, subject: string): string =>
  prefix === '' ? subject : subject.slice(prefix.length + 1);

type Config = Partial<StreamConfig> & { readonly name: string };

const streamConfigs = (prefix: string, replicas: number): Config[] => {
  const common = {
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.Old,
    storage: StorageType.File,
    num_replicas: replicas,
    max_msg_size: MAX_EVENT_BYTES,
  };
  const contexts = CONTEXT_STREAMS.map((stream) => ({
    ...common,
    name: streamName(prefix, stream),
    subjects: [prefixed(prefix, `${stream.toLowerCase()}.v1.>`)],
    max_age: nanos(KEPT_MS),
    duplicate_window: nanos(DEDUPE_MS),
  }));
  return [
    ...contexts,
    {
      ...common,
      name: streamName(prefix, 'DEAD'),
      subjects: [prefixed(prefix, 'dead.>')],
      max_age: nanos(DEAD_KEPT_MS),
      duplicate_window: nanos(DEDUPE_MS),
    },
    {
      ...common,
      name: streamName(prefix, 'REALTIME'),
      // One stream that copies the three gives every event one number, the same for whoever asks: that number is a position.
      sources: contexts.map(({ name }) => ({ name })),
      max_age: nanos(REALTIME_KEPT_MS),
      max_msgs: REALTIME_MAX_EVENTS,
      duplicate_window: nanos(DEDUPE_MS),
    },
  ];
};

const STREAM_NAME_IN_USE = 10_058;

/** Makes what is missing and brings the rest up to this build's configuration. Safe when every service does it at once. */
export const ensureStreams = async (manager: JetStreamManager, prefix: string, replicas: number): Promise<void> => {
  for (const config of streamConfigs(prefix, replicas)) {
    try {
      await manager.streams.add(config);
    } catch (error) {
      if (!(error instanceof JetStreamApiError) || error.code !== STREAM_NAME_IN_USE) throw error;
      await manager.streams.update(config.name, config);
    }
  }
};
