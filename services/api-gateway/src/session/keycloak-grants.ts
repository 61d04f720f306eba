// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- declares modules that have no types of their own
/// <reference path="./keycloak-connect.d.ts" />
import { Unavailable } from '@flexspace/kernel';
import type { TokenVerifier } from '@flexspace/service-kit';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import type Grant from 'keycloak-connect/middleware/auth-utils/grant.js';
import GrantManager from 'keycloak-connect/middleware/auth-utils/grant-manager.js';
import type Token from 'keycloak-connect/middleware/auth-utils/token.js';
import { postForm } from './token-endpoint.js';

export interface KeycloakGrantsOptions {
  /** The issuer that tokens name. */
  readonly issuer: string;
  /** The realm's address as this process reaches it. */
  readonly realmUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Checks access tokens, as every service does. */
  readonly verifier: TokenVerifier;
}

const ALGORITHMS = ['RS256', 'ES256', 'EdDSA'];
const KEYS_TIMEOUT_MS = 3_000;

/**
 * keycloak-connect's grant manager with its weak parts replaced: it checks signatures by RSA alone and takes a token without
 * an end for ever, so jose does that; its requests have no deadline, lose Keycloak's reason, and a 200 that is not JSON throws
 * where nobody can catch it, so the requests are ours; and it refreshes behind one's back, which breaks rotation.
 */
export class KeycloakGrants extends GrantManager {
  readonly #issuer: string;
  readonly #verifier: TokenVerifier;
  readonly #keys: ReturnType<typeof createRemoteJWKSet>;

  constructor(options: KeycloakGrantsOptions) {
    super({
      realmUrl: options.realmUrl,
      clientId: options.clientId,
      secret: options.clientSecret,
      public: false,
      bearerOnly: false,
      verifyTokenAudience: true,
      minTimeBetweenJwksRequests: 10,
    });
    this.#issuer = options.issuer;
    this.#verifier = options.verifier;
    this.#keys = createRemoteJWKSet(new URL(`${options.realmUrl}/protocol/openid-connect/certs`), {
      timeoutDuration: KEYS_TIMEOUT_MS,
    });
  }

  /** User name or e-mail and password, without Keycloak's page. */
  override obtainDirectly(username: string, password: string): Promise<Grant> {
    return this.#grant({ grant_type: 'password', username, password, scope: 'openid' });
  }

  /** The end of a login on Keycloak's own page, with the PKCE verifier that keycloak-connect cannot send. */
  exchangeCode(exchange: {
    readonly code: string;
    readonly redirectUri: string;
    readonly verifier: string;
  }): Promise<Grant> {
    return this.#grant({
      grant_type: 'authorization_code',
      code: exchange.code,
      redirect_uri: exchange.redirectUri,
      code_verifier: exchange.verifier,
    });
  }

  /** A refresh token works once: whoever calls this makes sure that it is called once. */
  rotate(refreshToken: string): Promise<Grant> {
    return this.#grant({ grant_type: 'refresh_token', refresh_token: refreshToken });
  }

  /** Ends the session behind a refresh token. */
  async revoke(refreshToken: string): Promise<void> {
    await postForm(this.#address('logout'), this.#form({ refresh_token: refreshToken }));
  }

  /** A grant that was just obtained is fresh, whatever this machine's clock says. */
  override ensureFreshness(grant: Grant): Promise<Grant> {
    return Promise.resolve(grant);
  }

  /** Keycloak-connect turns every failure here into a text; the reason must survive. */
  override async validateGrant(grant: Grant): Promise<Grant> {
    await this.validateToken(grant.access_token, 'Bearer');
    if (grant.id_token !== undefined) await this.validateToken(grant.id_token, 'ID');
    return grant;
  }

  override async validateToken(token: Token | undefined, expectedType: 'Bearer' | 'ID'): Promise<Token> {
    if (token === undefined) throw new Error('the grant has no token of this kind');
    if (expectedType === 'Bearer') await this.#verifier.verify(token.token);
    else await this.verifyOwn(token.token, 'ID');
    return token;
  }

  /** Checks a token that Keycloak made for this client: an ID token or a logout token. */
  async verifyOwn(token: string, kind: 'ID' | 'Logout') {
    const { payload } = await jwtVerify(token, this.#keys, {
      issuer: this.#issuer,
      audience: this.clientId,
      algorithms: ALGORITHMS,
      requiredClaims: ['exp', 'iat'],
      clockTolerance: 5,
      ...(kind === 'Logout' && { typ: 'logout+jwt' }),
    });
    if (kind === 'ID' && payload['typ'] !== 'ID') throw new Error('the token is not an ID token');
    return payload;
  }

  async #grant(form: Readonly<Record<string, string>>): Promise<Grant> {
    const answer = await postForm(this.#address('token'), this.#form(form));
    if (answer === undefined || !('access_token' in answer)) {
      throw new Unavailable('The sign-in service', new Error('Keycloak answered without a token'));
    }
    return this.createGrant(answer);
  }

  #form(form: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    return { client_id: this.clientId, client_secret: this.secret, ...form };
  }

  #address(endpoint: 'token' | 'logout'): string {
    return `${this.realmUrl}/protocol/openid-connect/${endpoint}`;
  }
}
