/** The real servers that tests talk to. */
export interface TestServers {
  /** As a role that may create databases. */
  readonly postgresUrl: string;
  readonly redisUrl: string;
  readonly natsUrl: string;
  /** With its relative path, without a trailing slash. */
  readonly keycloakUrl: string;
  /** A bucket of a server of S3's protocol: `http://key:secret@host:port/bucket`. */
  readonly s3Url: string;
  readonly keycloakAdmin: { readonly username: string; readonly password: string };
}

const read = (name: string): string => {
  const value = process.env[name];
  if (value === undefined || value === '') {
    throw new Error(
      `${name} is not set. \`npm test\` starts the servers and sets it; a test run by hand needs it from you.`,
    );
  }
  return value;
};

/** Reads FLEXSPACE_*; each setting only when it is asked for, so that a test without Keycloak does not need one. */
export const testServers = (): TestServers => ({
  get postgresUrl() {
    return read('FLEXSPACE_POSTGRES_URL');
  },
  get redisUrl() {
    return read('FLEXSPACE_REDIS_URL');
  },
  get natsUrl() {
    return read('FLEXSPACE_NATS_URL');
  },
  get keycloakUrl() {
    return read('FLEXSPACE_KEYCLOAK_URL').replace(/\/$/, '');
  },
  get s3Url() {
    return read('FLEXSPACE_S3_URL');
  },
  get keycloakAdmin() {
    return { username: read('FLEXSPACE_KEYCLOAK_ADMIN_USERNAME'), password: read('FLEXSPACE_KEYCLOAK_ADMIN_PASSWORD') };
  },
});
