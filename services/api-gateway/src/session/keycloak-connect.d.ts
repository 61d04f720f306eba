/** The parts of keycloak-connect that are used; the package has types for its express middleware alone. */
declare module 'keycloak-connect/middleware/auth-utils/token.js' {
  export default class Token {
    constructor(token: string, clientId?: string);
    token: string;
    content: { readonly exp?: number; readonly sid?: string };
    isExpired(): boolean;
    hasRealmRole(name: string): boolean;
  }
}

declare module 'keycloak-connect/middleware/auth-utils/grant.js' {
  import type Token from 'keycloak-connect/middleware/auth-utils/token.js';

  export default class Grant {
    access_token?: Token;
    refresh_token?: Token;
    id_token?: Token;
    expires_in?: number | string;
    __raw?: unknown;
    isExpired(): boolean;
  }
}

declare module 'keycloak-connect/middleware/auth-utils/grant-manager.js' {
  import type Grant from 'keycloak-connect/middleware/auth-utils/grant.js';
  import type Token from 'keycloak-connect/middleware/auth-utils/token.js';

  export interface GrantManagerSettings {
    readonly realmUrl: string;
    readonly clientId: string;
    readonly secret: string;
    readonly public: boolean;
    readonly bearerOnly: boolean;
    readonly verifyTokenAudience: boolean;
    readonly minTimeBetweenJwksRequests: number;
  }

  export default class GrantManager {
    constructor(config: GrantManagerSettings);
    realmUrl: string;
    clientId: string;
    secret: string;
    notBefore: number;
    obtainDirectly(username: string, password: string): Promise<Grant>;
    ensureFreshness(grant: Grant): Promise<Grant>;
    createGrant(rawData: object | string): Promise<Grant>;
    validateGrant(grant: Grant): Promise<Grant>;
    validateToken(token: Token | undefined, expectedType: 'Bearer' | 'ID'): Promise<Token>;
  }
}
