import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { Bus } from '@flexspace/messaging';
import type { Logger, ServiceToken, TokenVerifier } from '@flexspace/service-kit';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { Clients } from '../clients.js';
import type { GatewayConfig } from '../config.js';
import type { CreateOnce } from '../http/created-once.js';
import type { AdmitUpload } from '../http/upload-limit.js';
import type { Sessions } from '../session/sessions.js';

/** What the routes work with. */
export interface RouteContext {
  readonly config: GatewayConfig;
  readonly clients: Clients;
  readonly sessions: Sessions;
  readonly verifier: TokenVerifier;
  /** The gateway's own token, where nobody is signed in. */
  readonly serviceToken: ServiceToken;
  readonly createOnce: CreateOnce;
  readonly admitUpload: AdmitUpload;
  readonly bus: Pick<Bus, 'lastPosition'>;
  readonly logger: Logger;
}

/** Fastify with the types of requests and answers taken from their schemas. */
export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

export type Routes = (api: Api, context: RouteContext) => void;
