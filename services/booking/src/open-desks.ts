import type { Database } from '@flexspace/database';
import type { Logger } from '@flexspace/service-kit';
import type { DeskDirectory } from './application/ports.js';
import { fromWirePlace } from './storage/apply-catalog-event.js';
import { createDeskDirectory } from './storage/desk-directory.js';
import type { CatalogPlaces } from './transport/grpc/catalog-places.js';

/** The desks as booking's own copy has them, and as catalog says where the copy cannot tell. */
export const openDesks = (parts: {
  readonly database: Database;
  readonly catalog: CatalogPlaces;
  readonly logger: Logger;
  readonly capacity: number;
}): DeskDirectory =>
  createDeskDirectory({
    database: parts.database,
    askCatalog: async (id, how) => {
      const place = await parts.catalog.find(id, how);
      return place && fromWirePlace(place);
    },
    onDoubt: (error) => {
      parts.logger.warn({ err: error }, 'a desk stays withheld until catalog can be asked about it');
    },
    capacity: parts.capacity,
  });
