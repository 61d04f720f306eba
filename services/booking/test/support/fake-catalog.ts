import {
  CatalogServiceService,
  type DeskPlace,
  type GetDeskPlaceRequest,
} from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import { Metadata, Server, ServerCredentials, status, type handleUnaryCall } from '@grpc/grpc-js';

/** A catalog that knows where some desks are. */
export interface FakeCatalog {
  readonly address: string;
  readonly places: Map<number, DeskPlace>;
  /** How often it was asked, and how often for what no writer is about to change. */
  readonly asked: { count: number; settled: number };
  /** Answers nothing while it is away. */
  readonly state: { away: boolean };
  stop(): void;
}

/** A desk as catalog describes it: desk 101 is A1 of room 10 in location 1. */
export const placeOf = (deskId: number, more: Partial<DeskPlace> = {}): DeskPlace => {
  const roomId = Math.floor(deskId / 10);
  return {
    deskId,
    deskName: `A${deskId % 10}`,
    roomId,
    roomName: `Room ${roomId}`,
    floorId: 5,
    floorName: 'Floor 5',
    locationId: 1,
    locationName: 'Berlin',
    timezone: 'Europe/Berlin',
    roomUnderMaintenance: false,
    placeVersion: 1,
    ...more,
  };
};

export const startFakeCatalog = async (): Promise<FakeCatalog> => {
  const places = new Map<number, DeskPlace>();
  const asked = { count: 0, settled: 0 };
  const state = { away: false };
  const refuse: handleUnaryCall<unknown, unknown> = (_, reply) => {
    reply({ code: status.UNIMPLEMENTED, details: 'not in this fake' });
  };
  const getDeskPlace: handleUnaryCall<GetDeskPlaceRequest, DeskPlace> = (call, reply) => {
    asked.count += 1;
    if (call.request.settled) asked.settled += 1;
    if (state.away) {
      reply({ code: status.UNAVAILABLE, details: 'away' });
      return;
    }
    const place = places.get(call.request.deskId);
    if (place !== undefined) reply(null, place);
    else reply({ code: status.NOT_FOUND, details: 'no such desk', metadata: new Metadata() });
  };
  const listDeskPlaces: handleUnaryCall<unknown, { places: DeskPlace[]; nextPageToken: string }> = (_, reply) => {
    reply(null, { places: [...places.values()], nextPageToken: '' });
  };
  const server = new Server();
  server.addService(CatalogServiceService, {
    ...Object.fromEntries(Object.keys(CatalogServiceService).map((name) => [name, refuse])),
    getDeskPlace,
    listDeskPlaces,
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return {
    address: `127.0.0.1:${port}`,
    places,
    asked,
    state,
    stop: () => {
      server.forceShutdown();
    },
  };
};
