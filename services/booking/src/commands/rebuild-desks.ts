import { CatalogServiceClient } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import type { Database } from '@flexspace/database';
import { systemClock, type DeskId } from '@flexspace/kernel';
import {
  createGrpcClient,
  createLogger,
  createServiceToken,
  readConfig,
  settings,
  type Environment,
} from '@flexspace/service-kit';
import { z } from 'zod';
import { openDatabase } from '../open-database.js';
import { fromWirePlace } from '../storage/apply-catalog-event.js';
import { placeProjection } from '../storage/place-projection.js';
import { removeKnownDesks } from '../storage/remove-desks.js';
import { createCatalogPlaces, type CatalogPlaces } from '../transport/grpc/catalog-places.js';

const { OIDC_URL, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET } = settings.oidc;
const schema = z.object({
  ...settings.database,
  ...settings.log,
  OIDC_URL,
  OIDC_CLIENT_ID,
  OIDC_CLIENT_SECRET,
  CATALOG_ADDRESS: settings.address,
});

interface Rebuild {
  readonly database: Database;
  readonly catalog: CatalogPlaces;
}

/**
 * Makes the copy of places equal to catalog's: for a new database, after events were lost for longer than streams keep them, or
 * when rows are wrong for whatever reason. What catalog does not know any more loses its bookings, like a removed desk. Running
 * replicas need not stop.
 */
export const rebuildDesks = async (env: Environment): Promise<void> => {
  const config = readConfig(schema, env);
  const logger = createLogger({ service: 'booking', level: config.LOG_LEVEL });
  const database = openDatabase(config, 2);
  const client = createGrpcClient(CatalogServiceClient, config.CATALOG_ADDRESS);
  const serviceToken = createServiceToken({
    realmUrl: config.OIDC_URL,
    clientId: config.OIDC_CLIENT_ID,
    clientSecret: config.OIDC_CLIENT_SECRET,
  });
  try {
    const done = await rebuild({ database, catalog: createCatalogPlaces(client, serviceToken) });
    logger.info(done, 'the copy of places is rebuilt');
  } finally {
    client.close();
    await database.close();
  }
};

const rebuild = async (parts: Rebuild): Promise<{ desks: number; brought_back: number; removed: number }> => {
  const before = await placeProjection.knownDesks(parts.database.knex);
  const listed = new Set<number>();
  let broughtBack = 0;
  for await (const places of parts.catalog.all()) {
    await parts.database.transaction((trx) =>
      placeProjection.putDesks(trx, places.map(fromWirePlace), { repair: true }),
    );
    for (const { deskId } of places) listed.add(deskId);
    broughtBack += await bringBack(
      parts,
      places.map(({ deskId }) => deskId),
    );
  }
  // An empty catalog is another database, or one that is restored just now: cancelling everybody's bookings is no answer to that.
  if (listed.size === 0 && before.length > 0) throw new Error('catalog knows no desk at all; nothing was removed');
  const lost = await lostOf(
    parts,
    before.filter((id) => !listed.has(id)),
  );
  await parts.database.transaction((trx) =>
    removeKnownDesks(trx, { deskIds: lost }, { actor: undefined, now: systemClock.now() }),
  );
  return { desks: listed.size, brought_back: broughtBack, removed: lost.length };
};

/**
 * Desks that the copy thinks gone although they are listed. One whose removal came between the two is gone: catalog had committed
 * it before the copy could hear of it, so who is still known there now was never removed.
 */
const bringBack = async ({ database, catalog }: Rebuild, listed: readonly number[]): Promise<number> => {
  let count = 0;
  for (const id of await placeProjection.thoughtGone(database.knex, listed)) {
    const place = await catalog.find(id);
    if (place === undefined) continue;
    await database.transaction((trx) => placeProjection.bringBack(trx, fromWirePlace(place)));
    count += 1;
  }
  return count;
};

/** Asked for one by one, because what was made while the list was read is not in it either. */
const lostOf = async ({ catalog }: Rebuild, missing: readonly DeskId[]): Promise<readonly DeskId[]> => {
  const lost: DeskId[] = [];
  for (const id of missing) if ((await catalog.find(id)) === undefined) lost.push(id);
  return lost;
};
