import { settings, readConfig, type Environment } from '@flexspace/service-kit';
import { z } from 'zod';
import { openDatabase } from '../open-database.js';

/** Brings the schema up to this build; needs no setting but the database's. */
export const migrateBooking = async (env: Environment): Promise<void> => {
  const database = openDatabase(readConfig(z.object({ ...settings.database, ...settings.databaseOwner }), env), 2);
  try {
    await database.migrate();
  } finally {
    await database.close();
  }
};
