import { requireWholeAudit } from '@flexspace/database';
import { createLogger, readConfig, settings, type Entry } from '@flexspace/service-kit';
import { z } from 'zod';
import { openDatabase } from './open-database.js';
import { SCHEMA } from './storage/place-announcement.js';

const schema = z.object({ ...settings.database, ...settings.databaseOwner, ...settings.log });

/** What this program does beside serving; each ends by itself. */
export const accessCommands: NonNullable<Entry['commands']> = {
  /** Brings the schema up to date. */
  migrate: async (env) => {
    const database = openDatabase(readConfig(schema, env));
    try {
      await database.migrate();
    } finally {
      await database.close();
    }
  },

  /** Walks the audit chain; fails where a row does not follow from the one before, or a head that was kept (an argument) is gone. */
  'verify-audit': async (env, keptHeads) => {
    const config = readConfig(schema, env);
    const logger = createLogger({ service: 'access', level: config.LOG_LEVEL });
    const database = openDatabase(config);
    try {
      const whole = await requireWholeAudit(database.knex, SCHEMA, keptHeads);
      logger.info(whole, 'the audit chain is whole');
    } finally {
      await database.close();
    }
  },
};
