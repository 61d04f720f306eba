import { AccessServiceClient } from '@flexspace/contracts/flexspace/access/v1/access';
import { BookingServiceClient } from '@flexspace/contracts/flexspace/booking/v1/booking';
import { CatalogServiceClient } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import { createGrpcClient, type PromiseClient } from '@flexspace/service-kit';

/** The services behind the API. Connected when first asked, and again after each loss. */
export interface Clients {
  readonly catalog: PromiseClient<CatalogServiceClient>;
  readonly booking: PromiseClient<BookingServiceClient>;
  readonly access: PromiseClient<AccessServiceClient>;
}

interface Addresses {
  readonly CATALOG_ADDRESS: string;
  readonly BOOKING_ADDRESS: string;
  readonly ACCESS_ADDRESS: string;
}

export const createClients = (addresses: Addresses): Clients => ({
  catalog: createGrpcClient(CatalogServiceClient, addresses.CATALOG_ADDRESS, { together: ['getTreeView'] }),
  booking: createGrpcClient(BookingServiceClient, addresses.BOOKING_ADDRESS, {
    together: ['createBooking', 'getRoomCountsView', 'getAvailabilityView'],
  }),
  access: createGrpcClient(AccessServiceClient, addresses.ACCESS_ADDRESS, { together: ['listAccessible'] }),
});

export const closeClients = (clients: Clients): void => {
  clients.catalog.close();
  clients.booking.close();
  clients.access.close();
};
