import {
  AccessServiceService,
  DenyReason,
  Verdict,
  type CheckAccessRequest,
} from '@flexspace/contracts/flexspace/access/v1/access';
import { CatalogServiceService, Room } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import { NotFound, Unavailable, type UserId } from '@flexspace/kernel';
import { createGrpcServer, createMetrics, createTokenVerifier, unary } from '@flexspace/service-kit';
import { silentLogger, testOidc } from '@flexspace/testkit';

/** access and catalog as the gateway sees them: who may see which location, and where rooms lie. */
export interface FakePeers {
  readonly accessAddress: string;
  readonly catalogAddress: string;
  /** Closes a location to somebody, or opens it again. */
  setClosed(userId: UserId, locationId: number, closed: boolean): void;
  setAccessDown(down: boolean): void;
  /** How often access was asked. */
  checks(): number;
  close(): Promise<void>;
}

/** Rooms 100–199 lie in location 1, 200–299 in location 2, and so on. */
export const locationOfRoom = (roomId: number): number => Math.floor(roomId / 100);

export const startFakePeers = async (): Promise<FakePeers> => {
  const oidc = await testOidc('realtime');
  const verifier = createTokenVerifier(oidc);
  const closed = new Set<string>();
  let accessDown = false;
  let checks = 0;
  const isClosed = (userId: string, locationId: number): boolean => closed.has(`${userId} ${locationId}`);

  const start = async (add: (server: ReturnType<typeof createGrpcServer>) => void) => {
    const server = createGrpcServer({
      host: '127.0.0.1',
      port: 0,
      verifier,
      logger: silentLogger(),
      metrics: createMetrics(),
    });
    add(server);
    const port = await server.listen();
    server.setServing(true);
    return { address: `127.0.0.1:${port}`, close: () => server.close(500) };
  };

  const access = await start((server) => {
    server.add(
      { checkAccess: AccessServiceService.checkAccess },
      {
        checkAccess: unary((request: CheckAccessRequest, { caller }) => {
          checks += 1;
          if (accessDown) return Promise.reject(new Unavailable('Access'));
          return Promise.resolve(
            isClosed(caller.userId, request.locationId)
              ? { verdict: Verdict.VERDICT_DENY, reason: DenyReason.DENY_REASON_LOCATION_GATE }
              : { verdict: Verdict.VERDICT_ALLOW, reason: DenyReason.DENY_REASON_UNSPECIFIED },
          );
        }),
      },
    );
  });
  const catalog = await start((server) => {
    server.add(
      { getRoom: CatalogServiceService.getRoom },
      {
        getRoom: unary(({ roomId }, { caller }) => {
          const locationId = locationOfRoom(roomId);
          if (locationId === 0 || isClosed(caller.userId, locationId)) return Promise.reject(new NotFound('room'));
          return Promise.resolve(Room.fromPartial({ id: roomId, locationId }));
        }),
      },
    );
  });

  return {
    accessAddress: access.address,
    catalogAddress: catalog.address,
    setClosed(userId, locationId, value) {
      if (value) closed.add(`${userId} ${locationId}`);
      else closed.delete(`${userId} ${locationId}`);
    },
    setAccessDown(down) {
      accessDown = down;
    },
    checks: () => checks,
    async close() {
      await Promise.all([access.close(), catalog.close()]);
    },
  };
};
