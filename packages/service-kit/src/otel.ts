import type { RequestOptions } from 'node:http';
import { register } from 'node:module';
import fastifyOtel from '@fastify/otel';
import { GrpcInstrumentation } from '@opentelemetry/instrumentation-grpc';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { IORedisInstrumentation } from '@opentelemetry/instrumentation-ioredis';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { publicQuery, publicUrl } from './public-url.js';

// Without this hook grpc and ioredis, loaded as ES modules later, would stay untraced without a word.
register('@opentelemetry/instrumentation/hook.mjs', import.meta.url);

let sdk: NodeSDK | undefined;

/** The attributes that name an address, without the secrets that addresses carry. They win over the library's own. */
const toldPath = (address = ''): Record<string, string> => {
  const [path = '', ...query] = address.split('?');
  return {
    'url.path': publicUrl(path),
    ...(query.length > 0 && { 'url.query': publicQuery(query.join('?')) }),
  };
};
const toldOrigin = ({ protocol, hostname, host, port }: RequestOptions): string =>
  `${protocol ?? 'http:'}//${hostname ?? host ?? 'localhost'}${port === undefined || port === null ? '' : `:${port}`}`;

/** Spans of HTTP, gRPC, PostgreSQL and Redis to the OTLP endpoint of the environment. Costs half the throughput: opt-in. */
export const startTelemetry = (serviceName: string): void => {
  sdk = new NodeSDK({
    serviceName: `flexspace-${serviceName}`,
    instrumentations: [
      new HttpInstrumentation({
        startIncomingSpanHook: ({ url }) => toldPath(url),
        startOutgoingSpanHook: (options) => ({
          'url.full': `${toldOrigin(options)}${publicUrl(options.path ?? '/')}`,
        }),
      }),
      new GrpcInstrumentation(),
      new PgInstrumentation({ requireParentSpan: true, ignoreConnectSpans: true }),
      new IORedisInstrumentation({ requireParentSpan: true }),
      new UndiciInstrumentation({
        startSpanHook: ({ origin, path }) => ({ ...toldPath(path), 'url.full': `${origin}${publicUrl(path)}` }),
      }),
      new fastifyOtel.FastifyOtelInstrumentation({
        registerOnInitialization: true,
        requestHook: (span, { url }) => {
          span.setAttributes(toldPath(url));
        },
      }),
    ],
  });
  sdk.start();
};

/** Sends what is still buffered. */
export const stopTelemetry = async (): Promise<void> => {
  await sdk?.shutdown();
};
