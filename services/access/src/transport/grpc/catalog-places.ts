import type { CatalogServiceClient } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import { DomainError, locationId } from '@flexspace/kernel';
import type { CallOptions, PromiseClient } from '@flexspace/service-kit';
import type { PlaceOwner } from '../../application/ports/access-ports.js';
import type { Request } from '../../application/ports/request.js';

const TIMEOUT_MS = 2_000;

/** Asks catalog with the caller's own token, so that nobody learns here of a place that catalog hides from them. */
export const createCatalogPlaces = (
  client: Pick<PromiseClient<CatalogServiceClient>, 'getLocation' | 'getRoom'>,
): PlaceOwner => ({
  findLocation: (id, request) =>
    unlessHidden(async () => {
      const { name, version } = await client.getLocation({ locationId: id }, onBehalfOf(request));
      return { name, version };
    }),
  findRoom: (id, request) =>
    unlessHidden(async () => {
      const room = await client.getRoom({ roomId: id }, onBehalfOf(request));
      return { locationId: locationId(room.locationId), name: room.name, version: room.version };
    }),
});

const onBehalfOf = (request: Request): CallOptions => ({
  token: request.caller.token,
  requestId: request.requestId,
  deadline: request.deadline,
  signal: request.signal,
  timeoutMs: TIMEOUT_MS,
  idempotent: true,
});

const unlessHidden = async <T>(ask: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof DomainError && error.kind === 'not_found') return undefined;
    throw error;
  }
};
