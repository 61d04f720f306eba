import { AccessServiceClient } from '@flexspace/contracts/flexspace/access/v1/access';
import { BookingServiceClient } from '@flexspace/contracts/flexspace/booking/v1/booking';
import { CatalogServiceClient } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import { createGrpcClient, type PromiseClient } from '@flexspace/service-kit';
import type { RunningStack } from './stack-file.js';

export interface Clients {
  readonly catalog: PromiseClient<CatalogServiceClient>;
  readonly booking: PromiseClient<BookingServiceClient>;
  readonly access: PromiseClient<AccessServiceClient>;
  close(): void;
}

/** The services' own interfaces, which are the only way in. */
export const connectServices = ({ addresses }: RunningStack): Clients => {
  const catalog = createGrpcClient(CatalogServiceClient, addresses.catalog);
  const booking = createGrpcClient(BookingServiceClient, addresses.booking);
  const access = createGrpcClient(AccessServiceClient, addresses.access);
  return {
    catalog,
    booking,
    access,
    close: () => {
      catalog.close();
      booking.close();
      access.close();
    },
  };
};
