import { createDatabase, type Database } from '@flexspace/database';
import type { CatalogConfig } from './config.js';
import { migrations, SCHEMA } from './storage/migrations/index.js';

type DatabaseConfig = Pick<CatalogConfig, 'DATABASE_URL' | 'DATABASE_POOL_MAX'> & {
  readonly DATABASE_OWNER_URL?: string | undefined;
};

export const openDatabase = (config: DatabaseConfig): Database =>
  createDatabase({
    url: config.DATABASE_URL,
    ownerUrl: config.DATABASE_OWNER_URL,
    schema: SCHEMA,
    migrations,
    poolMax: config.DATABASE_POOL_MAX,
    applicationName: 'flexspace-catalog',
  });
