import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { AccessServiceClient } from '@flexspace/contracts/flexspace/access/v1/access';
import { CatalogServiceClient } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import { deskId, interval, parseInstant, systemClock, userId } from '@flexspace/kernel';
import { createGrpcClient, createLogger, createServiceToken, type Environment } from '@flexspace/service-kit';
import { z } from 'zod';
import { importHistory, type HistoryLine } from '../application/import-history.js';
import { parseBookingConfig } from '../config.js';
import { openDatabase } from '../open-database.js';
import { openDesks } from '../open-desks.js';
import { createHistoryStore } from '../storage/history-store.js';
import { createAccessVerdicts } from '../transport/grpc/access-verdicts.js';
import { createCatalogPlaces } from '../transport/grpc/catalog-places.js';

const BATCH = 1_000;

const lineSchema = z.strictObject({
  desk_id: z.number(),
  user_id: z.string(),
  start_time: z.string(),
  end_time: z.string(),
});

const parseLine = (text: string, number: number): HistoryLine => {
  try {
    const line = lineSchema.parse(JSON.parse(text));
    const [start, end] = [parseInstant(line.start_time), parseInstant(line.end_time)];
    if (start === undefined || end === undefined) throw new RangeError('a time is not RFC 3339 with an offset');
    return { deskId: deskId(line.desk_id), userId: userId(line.user_id), during: interval(start, end) };
  } catch (error) {
    throw new Error(`line ${number} is not a booking`, { cause: error });
  }
};

/** Imports bookings from a file of one JSON object a line. Nothing is announced; a row that collides is left out. */
export const importHistoryFile = async (env: Environment, args: readonly string[]): Promise<void> => {
  const [file, ...rest] = args;
  if (file === undefined || rest.length > 0) throw new Error('usage: import-history <file.ndjson>');
  const config = parseBookingConfig(env);
  const logger = createLogger({ service: 'booking', level: config.LOG_LEVEL });
  const database = openDatabase(config, 4);
  const access = createGrpcClient(AccessServiceClient, config.ACCESS_ADDRESS);
  const catalog = createGrpcClient(CatalogServiceClient, config.CATALOG_ADDRESS);
  const serviceToken = createServiceToken({
    realmUrl: config.OIDC_URL,
    clientId: config.OIDC_CLIENT_ID,
    clientSecret: config.OIDC_CLIENT_SECRET,
  });
  const verdicts = createAccessVerdicts(access);
  const importBatch = importHistory({
    clock: systemClock,
    desks: openDesks({ database, catalog: createCatalogPlaces(catalog, serviceToken), logger, capacity: 100_000 }),
    people: { find: async (ids) => verdicts.people({ token: await serviceToken.get() }, ids) },
    history: createHistoryStore(database),
  });

  const total = { written: 0, skipped: 0 };
  const flush = async (lines: readonly HistoryLine[]): Promise<void> => {
    if (lines.length === 0) return;
    const report = await importBatch(lines);
    total.written += report.written;
    total.skipped += report.skipped;
  };
  try {
    let batch: HistoryLine[] = [];
    let number = 0;
    for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
      number += 1;
      if (text.trim() === '') continue;
      batch.push(parseLine(text, number));
      if (batch.length < BATCH) continue;
      await flush(batch);
      batch = [];
    }
    await flush(batch);
    logger.info(total, 'history is imported');
  } finally {
    access.close();
    catalog.close();
    await database.close();
  }
};
