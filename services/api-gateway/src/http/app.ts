import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { InvalidRequest } from '@flexspace/kernel';
import { fastify, LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { apiRoutes } from '../routes/index.js';
import { mediaRoutes } from '../routes/media/routes.js';
import { healthRoutes } from '../routes/health/routes.js';
import type { RouteContext } from '../routes/route-context.js';
import { observeRequests, type Telemetry } from '../telemetry.js';
import { authentication } from './authentication.js';
import { compressAnswers } from './compression.js';
import { docs } from './docs.js';
import { jsonBodies, MAX_JSON_BYTES } from './json-bodies.js';
import { knownMethods } from './known-methods.js';
import { keycloakProxy } from './keycloak-proxy.js';
import { nothingUnknown } from './nothing-unknown.js';
import { openApi } from './openapi.js';
import { originCheck } from './origin-check.js';
import { handleProblems, sendProblem } from './problem-details.js';
import { problemPages } from './problem-pages.js';
import { requestIdOf } from './request-id.js';
import { securityHeaders } from './security-headers.js';
import { answerUnreadable } from './unreadable-requests.js';
import { validation } from './validation.js';
import { webApp } from './web-app.js';

const REQUEST_TIMEOUT_MS = 60_000;
const HEADERS_BYTES = 16_384;

/** Everything the gateway answers over HTTP, ready to listen or to be injected into. */
export const buildApp = async (context: RouteContext, telemetry: Telemetry): Promise<FastifyInstance> => {
  const { config } = context;
  const proxies = config.TRUSTED_PROXIES.split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  const loggerInstance: FastifyBaseLogger = context.logger;
  const app: FastifyInstance = fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestIdOf,
    requestIdHeader: false,
    bodyLimit: MAX_JSON_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { maxHeaderSize: HEADERS_BYTES },
    trustProxy: proxies.length > 0 ? proxies : false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
    // What still arrives on an open connection while this process ends is answered like anything else.
    return503OnClosing: false,
    clientErrorHandler: answerUnreadable,
    forceCloseConnections: 'idle',
    frameworkErrors: (_error, request, reply) => {
      sendProblem(request, reply, InvalidRequest.field('path', 'is not a valid address'));
    },
  });

  securityHeaders(app);
  compressAnswers(app);
  handleProblems(app);
  jsonBodies(app);
  validation(app);
  observeRequests(app, telemetry, context.logger);
  app.decorateRequest('signedIn', undefined);
  const sendMissing = knownMethods(app);
  await openApi(app, config.PUBLIC_URL);

  await app.register(
    (scope, _options, done) => {
      originCheck(scope, config.PUBLIC_URL);
      authentication(scope, context.verifier);
      nothingUnknown(scope);
      apiRoutes(scope.withTypeProvider<TypeBoxTypeProvider>(), context);
      done();
    },
    { prefix: '/api' },
  );
  await app.register((scope, _options, done) => {
    authentication(scope, context.verifier);
    mediaRoutes(scope, context);
    done();
  });
  healthRoutes(app.withTypeProvider<TypeBoxTypeProvider>());
  problemPages(app);
  await docs(app);
  if (config.KEYCLOAK_PROXY_URL !== undefined) {
    keycloakProxy(app, { upstream: config.KEYCLOAK_PROXY_URL, publicUrl: config.PUBLIC_URL });
  }
  if (config.WEB_ROOT === undefined) app.setNotFoundHandler(sendMissing);
  else await webApp(app, config.WEB_ROOT, sendMissing);
  return app;
};
