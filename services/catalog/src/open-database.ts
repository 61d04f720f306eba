import { createDatabase, type Database } from '@flexspace/database';
import type { CatalogConfig } from './config.js';
import { migrations, SCHEMA } from './storage/migrations/index.js';

export const openDatabase = (config: Pick<CatalogConfig, 'DATABASE_URL' | 'DATABASE_POOL_MAX'>): Database =>
  createDatabase({
    url: config.DATABASE_URL,
    schema: SCHEMA,
    migrations,
    poolMax: config.DATABASE_POOL_MAX,
    applicationName: 'flexspace-catalog',
  });
