import { StackError } from '../stack-error.mjs';

/** The very first request of a fresh server compiles half of it. */
const TIMEOUT_MS = 60_000;

/** Keycloak's admin API, as little of it as setting up the realm needs. */
export class KeycloakAdmin {
  /**
   * @param {string} url ends in /auth
   * @param {{ username: string, password: string }} admin
   */
  constructor(url, admin) {
    this.url = url;
    this.admin = admin;
    this.token = '';
    this.tokenEndsAt = 0;
  }

  /**
   * @param {string} path below /admin/realms
   * @returns {Promise<any | undefined>} undefined when there is no such thing
   */
  async get(path) {
    const response = await this.#request('GET', path);
    if (response.status === 404) return undefined;
    await expectOk(response, path);
    return response.json();
  }

  /**
   * @param {'POST' | 'PUT' | 'DELETE'} method
   * @param {string} path
   * @param {unknown} [body]
   */
  async send(method, path, body) {
    const response = await this.#request(method, path, body);
    await expectOk(response, path);
    await response.body?.cancel();
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body]
   */
  async #request(method, path, body) {
    return fetch(`${this.url}/admin/realms${path}`, {
      method,
      headers: { authorization: `Bearer ${await this.#accessToken()}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  }

  async #accessToken() {
    if (Date.now() < this.tokenEndsAt) return this.token;
    const form = { grant_type: 'password', client_id: 'admin-cli', ...this.admin };
    const response = await fetch(`${this.url}/realms/master/protocol/openid-connect/token`, {
      method: 'POST',
      body: new URLSearchParams(form),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) {
      throw new StackError(
        `Keycloak at ${this.url} does not accept its administrator (${response.status}).`,
        'For a Keycloak of your own set FLEXSPACE_KEYCLOAK_ADMIN_USERNAME and …_PASSWORD; else begin anew with npm start -- --reset.',
      );
    }
    const answer = /** @type {{ access_token: string, expires_in: number }} */ (await response.json());
    this.token = answer.access_token;
    // Administrators' tokens are short-lived; a few seconds are left for the request itself.
    this.tokenEndsAt = Date.now() + (answer.expires_in - 10) * 1000;
    return this.token;
  }
}

/**
 * @param {Response} response
 * @param {string} path
 */
async function expectOk(response, path) {
  if (response.ok) return;
  throw new StackError(
    `Keycloak refused ${path} with ${response.status}: ${(await response.text()).slice(0, 500)}`,
    'Look at deploy/keycloak/flexspace-realm.json and at the log of Keycloak.',
  );
}
