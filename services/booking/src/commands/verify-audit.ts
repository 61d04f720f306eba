import { verifyAudit } from '@flexspace/database';
import { createLogger, readConfig, settings, type Environment } from '@flexspace/service-kit';
import { z } from 'zod';
import { openDatabase } from '../open-database.js';
import { SCHEMA } from '../storage/sql.js';

/** Walks the audit chain; fails where a row does not follow from the one before. */
export const verifyAuditChain = async (env: Environment): Promise<void> => {
  const config = readConfig(z.object({ ...settings.database, ...settings.log }), env);
  const database = openDatabase(config, 2);
  try {
    const verdict = await verifyAudit(database.knex, SCHEMA);
    if (verdict.brokenAt !== undefined) throw new Error(`the audit chain is broken at row ${verdict.brokenAt}`);
    const logger = createLogger({ service: 'booking', level: config.LOG_LEVEL });
    logger.info({ rows: verdict.rows, head: verdict.head }, 'the audit chain is whole');
  } finally {
    await database.close();
  }
};
