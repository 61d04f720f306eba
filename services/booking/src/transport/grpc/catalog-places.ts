import type { CatalogServiceClient, DeskPlace } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import { DomainError, type DeskId } from '@flexspace/kernel';
import type { PromiseClient, ServiceToken } from '@flexspace/service-kit';

const TIMEOUT_MS = 2_000;
const PAGE = 1_000;

/** Where desks are, asked of their owner. */
export interface CatalogPlaces {
  /** `settled`: as it is when no change is being written. */
  find(id: DeskId, how?: { readonly settled: boolean }): Promise<DeskPlace | undefined>;
  /** Page by page, by id. */
  all(): AsyncIterable<readonly DeskPlace[]>;
}

export const createCatalogPlaces = (
  client: PromiseClient<CatalogServiceClient>,
  serviceToken: ServiceToken,
): CatalogPlaces => {
  const options = async () => ({ token: await serviceToken.get(), timeoutMs: TIMEOUT_MS, idempotent: true });
  return {
    async find(id, { settled } = { settled: false }) {
      try {
        return await client.getDeskPlace({ deskId: id, settled }, await options());
      } catch (error) {
        if (error instanceof DomainError && error.reason === 'NOT_FOUND') return undefined;
        throw error;
      }
    },
    async *all() {
      let pageToken = '';
      do {
        const page = await client.listDeskPlaces(
          { pageSize: PAGE, pageToken },
          { ...(await options()), timeoutMs: 10_000 },
        );
        yield page.places;
        pageToken = page.nextPageToken;
      } while (pageToken !== '');
    },
  };
};
