import { requireWholeAudit } from '@flexspace/database';
import { createLogger, readConfig, settings, type Environment } from '@flexspace/service-kit';
import { z } from 'zod';
import { openDatabase } from '../open-database.js';
import { SCHEMA } from '../storage/sql.js';

/** Walks the audit chain; fails where a row does not follow from the one before, or a head that was kept (an argument) is gone. */
export const verifyAuditChain = async (env: Environment, keptHeads: readonly string[]): Promise<void> => {
  const config = readConfig(z.object({ ...settings.database, ...settings.log }), env);
  const database = openDatabase(config, 2);
  try {
    const whole = await requireWholeAudit(database.knex, SCHEMA, keptHeads);
    const logger = createLogger({ service: 'booking', level: config.LOG_LEVEL });
    logger.info(whole, 'the audit chain is whole');
  } finally {
    await database.close();
  }
};
