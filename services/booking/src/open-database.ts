import { createDatabase, type Database } from '@flexspace/database';
import type { BookingConfig } from './config.js';
import { migrations } from './storage/migrations/index.js';
import { SCHEMA } from './storage/sql.js';

export const openDatabase = (config: Pick<BookingConfig, 'DATABASE_URL'>, poolMax: number): Database =>
  createDatabase({ url: config.DATABASE_URL, schema: SCHEMA, migrations, poolMax, applicationName: 'booking' });
