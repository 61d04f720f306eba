import { createDatabase, type Database } from '@flexspace/database';
import type { AccessConfig } from './config.js';
import { migrations } from './storage/migrations/index.js';
import { SCHEMA } from './storage/place-announcement.js';

export const openDatabase = (config: Pick<AccessConfig, 'DATABASE_URL' | 'DATABASE_POOL_MAX'>): Database =>
  createDatabase({
    url: config.DATABASE_URL,
    schema: SCHEMA,
    migrations,
    poolMax: config.DATABASE_POOL_MAX,
    applicationName: 'flexspace-access',
  });
