import { context, propagation, trace } from '@opentelemetry/api';
import { NodeSDK, tracing } from '@opentelemetry/sdk-node';
import {
  createTestBus,
  createTestDatabase,
  eventually,
  silentLogger,
  type TestBus,
  type TestDatabase,
} from '@flexspace/testkit';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createConsumer, createOutboxRelay, createRealtimeReader } from '../src/index.js';
import { append, deskMessage, migrations, schema } from './support/desk-events.js';

let database: TestDatabase;
let bus: TestBus;
const exporter = new tracing.InMemorySpanExporter();
const sdk = new NodeSDK({
  autoDetectResources: false,
  instrumentations: [],
  spanProcessors: [new tracing.SimpleSpanProcessor(exporter)],
});

beforeAll(async () => {
  sdk.start();
  [database, bus] = await Promise.all([createTestDatabase({ schema, migrations }), createTestBus()]);
});
afterAll(async () => {
  await Promise.all([database.close(), bus.close()]);
  await sdk.shutdown();
  trace.disable();
  context.disable();
  propagation.disable();
});

it('carries a trace from the transaction through the outbox to consumers and sockets, however late', async () => {
  const heard: (string | undefined)[] = [];
  const hear = (): Promise<void> => {
    heard.push(trace.getActiveSpan()?.spanContext().traceId);
    return Promise.resolve();
  };
  const traceId = await trace.getTracer('test').startActiveSpan('request', async (span) => {
    await append(database, deskMessage(1, 1));
    span.end();
    return span.spanContext().traceId;
  });
  const relay = createOutboxRelay({ database, schema, bus, logger: silentLogger() });
  await relay.processAll();
  const consumer = createConsumer({
    bus,
    database,
    schema,
    stream: 'BOOKING',
    durable: 'test-trace',
    subjects: ['booking.v1.>'],
    handle: hear,
    logger: silentLogger(),
  });
  const reader = createRealtimeReader({ bus, fromSequence: 1, onEvent: () => void hear(), logger: silentLogger() });
  consumer.start();
  reader.start();
  try {
    await eventually(() => heard.length === 2, { withinMs: 10_000 });
  } finally {
    await Promise.all([consumer.stop(), reader.stop(), relay.stop()]);
  }
  expect(heard).toEqual([traceId, traceId]);
  const ours = exporter.getFinishedSpans().filter((span) => span.spanContext().traceId === traceId);
  expect(ours.map((span) => span.name.split(' ').at(-1)).toSorted()).toEqual([
    'process',
    'process',
    'publish',
    'request',
  ]);
});
