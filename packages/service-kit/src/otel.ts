import { register } from 'node:module';
import fastifyOtel from '@fastify/otel';
import { GrpcInstrumentation } from '@opentelemetry/instrumentation-grpc';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { IORedisInstrumentation } from '@opentelemetry/instrumentation-ioredis';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { NodeSDK } from '@opentelemetry/sdk-node';

// Without this hook grpc and ioredis, loaded as ES modules later, would stay untraced without a word.
register('@opentelemetry/instrumentation/hook.mjs', import.meta.url);

let sdk: NodeSDK | undefined;

/** Spans of HTTP, gRPC, PostgreSQL and Redis to the OTLP endpoint of the environment. Costs half the throughput: opt-in. */
export const startTelemetry = (serviceName: string): void => {
  sdk = new NodeSDK({
    serviceName: `flexspace-${serviceName}`,
    instrumentations: [
      new HttpInstrumentation(),
      new GrpcInstrumentation(),
      new PgInstrumentation({ requireParentSpan: true, ignoreConnectSpans: true }),
      new IORedisInstrumentation({ requireParentSpan: true }),
      new UndiciInstrumentation(),
      new fastifyOtel.FastifyOtelInstrumentation({ registerOnInitialization: true }),
    ],
  });
  sdk.start();
};

/** Sends what is still buffered. */
export const stopTelemetry = async (): Promise<void> => {
  await sdk?.shutdown();
};
