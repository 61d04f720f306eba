import { createDatabase, type Database } from '@flexspace/database';
import type { AccessConfig } from './config.js';
import { migrations } from './storage/migrations/index.js';
import { SCHEMA } from './storage/place-announcement.js';

type DatabaseConfig = Pick<AccessConfig, 'DATABASE_URL' | 'DATABASE_POOL_MAX'> & {
  readonly DATABASE_OWNER_URL?: string | undefined;
};

export const openDatabase = (config: DatabaseConfig): Database =>
  createDatabase({
    url: config.DATABASE_URL,
    ownerUrl: config.DATABASE_OWNER_URL,
    schema: SCHEMA,
    migrations,
    poolMax: config.DATABASE_POOL_MAX,
    applicationName: 'flexspace-access',
  });
