import type { Logger, Metrics } from '@flexspace/service-kit';
import type { FastifyInstance } from 'fastify';

/** The only place that touches the gateway's metrics. */
export interface Telemetry {
  requestAnswered(request: {
    readonly method: string;
    readonly route: string;
    readonly status: number;
    readonly seconds: number;
  }): void;
}

export const createTelemetry = (metrics: Metrics): Telemetry => {
  const latency = metrics.histogram('flexspace_http_seconds', 'Time to answer an HTTP request.', [
    'method',
    'route',
    'status',
  ]);
  return {
    requestAnswered({ method, route, status, seconds }) {
      latency.observe({ method, route, status: `${Math.floor(status / 100)}xx` }, seconds);
    },
  };
};

const SLOW_MS = 1_000;
const MS_PER_S = 1_000;

/** One measurement for each answer, and a line where it took long; every answer only at debug level. */
export const observeRequests = (app: FastifyInstance, telemetry: Telemetry, logger: Logger): void => {
  app.addHook('onResponse', (request, reply, done) => {
    const ms = reply.elapsedTime;
    const route = request.routeOptions.url ?? 'unknown';
    telemetry.requestAnswered({ method: request.method, route, status: reply.statusCode, seconds: ms / MS_PER_S });
    const level = ms > SLOW_MS ? 'info' : 'debug';
    if (logger.isLevelEnabled(level)) {
      const fields = {
        method: request.method,
        route,
        status: reply.statusCode,
        duration_ms: Math.round(ms),
        actor_id: request.signedIn?.userId,
      };
      request.log[level](fields, 'request answered');
    }
    done();
  });
};
