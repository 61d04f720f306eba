import { createDatabase, type Database } from '@flexspace/database';
import type { BookingConfig } from './config.js';
import { migrations } from './storage/migrations/index.js';
import { SCHEMA } from './storage/sql.js';

type DatabaseConfig = Pick<BookingConfig, 'DATABASE_URL'> & { readonly DATABASE_OWNER_URL?: string | undefined };

export const openDatabase = (config: DatabaseConfig, poolMax: number): Database =>
  createDatabase({
    url: config.DATABASE_URL,
    ownerUrl: config.DATABASE_OWNER_URL,
    schema: SCHEMA,
    migrations,
    poolMax,
    applicationName: 'booking',
  });
