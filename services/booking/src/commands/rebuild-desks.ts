import { CatalogServiceClient } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import { systemClock, type DeskId } from '@flexspace/kernel';
import { createGrpcClient, createLogger, createServiceToken, type Environment } from '@flexspace/service-kit';
import { parseBookingConfig } from '../config.js';
import { openDatabase } from '../open-database.js';
import { fromWirePlace, removeLostDesks } from '../storage/apply-catalog-event.js';
import { placeProjection } from '../storage/place-projection.js';
import { createCatalogPlaces } from '../transport/grpc/catalog-places.js';

/**
 * Makes the copy of places equal to catalog's: for a new database, or after events were lost for longer than streams keep them.
 * What catalog does not know any more loses its bookings, like a removed desk. Running replicas need not stop.
 */
export const rebuildDesks = async (env: Environment): Promise<void> => {
  const config = parseBookingConfig(env);
  const logger = createLogger({ service: 'booking', level: config.LOG_LEVEL });
  const database = openDatabase(config, 2);
  const client = createGrpcClient(CatalogServiceClient, config.CATALOG_ADDRESS);
  const serviceToken = createServiceToken({
    realmUrl: config.OIDC_URL,
    clientId: config.OIDC_CLIENT_ID,
    clientSecret: config.OIDC_CLIENT_SECRET,
  });
  try {
    const catalog = createCatalogPlaces(client, serviceToken);
    const before = await placeProjection.knownDesks(database.knex);
    const listed = new Set<number>();
    for await (const places of catalog.all()) {
      await database.transaction((trx) => placeProjection.putDesks(trx, places.map(fromWirePlace)));
      for (const place of places) listed.add(place.deskId);
    }
    // Asked for one by one, because what was made while the list was read is not in it either.
    const lost: DeskId[] = [];
    for (const deskId of before) {
      if (!listed.has(deskId) && (await catalog.find(deskId)) === undefined) lost.push(deskId);
    }
    await database.transaction((trx) => removeLostDesks(trx, lost, systemClock));
    logger.info({ desks: listed.size, removed: lost.length }, 'the copy of places is rebuilt');
  } finally {
    client.close();
    await database.close();
  }
};
