import { requireWholeAudit, type Database } from '@flexspace/database';
import { createLogger, readConfig, settings, type Entry, type Environment } from '@flexspace/service-kit';
import { z } from 'zod';
import { openDatabase } from './open-database.js';
import { SCHEMA } from './storage/migrations/index.js';

const schema = z.object({ ...settings.database, ...settings.databaseOwner, ...settings.log });

const withDatabase = async (env: Environment, work: (database: Database) => Promise<void>): Promise<void> => {
  const database = openDatabase(readConfig(schema, env));
  try {
    await work(database);
  } finally {
    await database.close();
  }
};

/** What this program does beside serving; each ends by itself. */
export const catalogCommands: NonNullable<Entry['commands']> = {
  /** Brings the schema up to date. */
  migrate: (env) => withDatabase(env, (database) => database.migrate()),

  /** Walks the audit chain; fails where a row does not follow from the one before, or a head that was kept (an argument) is gone. */
  'verify-audit': (env, keptHeads) =>
    withDatabase(env, async (database) => {
      const whole = await requireWholeAudit(database.knex, SCHEMA, keptHeads);
      const logger = createLogger({ service: 'catalog', level: readConfig(schema, env).LOG_LEVEL });
      logger.info(whole, 'the audit chain is whole');
    }),
};
