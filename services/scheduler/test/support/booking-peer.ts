import { BookingServiceService } from '@flexspace/contracts/flexspace/booking/v1/booking';
import { Stale, systemClock, type Instant } from '@flexspace/kernel';
import {
  createGrpcServer,
  createMetrics,
  createTokenVerifier,
  requireService,
  toTimestamp,
  unary,
} from '@flexspace/service-kit';
import { silentLogger, testOidc } from '@flexspace/testkit';

/** Booking's clock work in memory, with the fencing of the real one: what is due is announced once, under the newest token. */
export interface BookingPeer {
  readonly address: string;
  readonly boundaries: Set<Instant>;
  readonly announced: { readonly boundary: Instant; readonly at: Instant; readonly token: number }[];
  /** Fencing tokens of all calls that were let through, in order. */
  readonly tokens: number[];
  readonly refusals: number[];
  reconciled(): number;
  close(): Promise<void>;
}

export const startBookingPeer = async (): Promise<BookingPeer> => {
  const boundaries = new Set<Instant>();
  const announced: BookingPeer['announced'] = [];
  const tokens: number[] = [];
  const refusals: number[] = [];
  let newest = 0;
  let reconciled = 0;
  const server = createGrpcServer({
    host: '127.0.0.1',
    port: 0,
    verifier: createTokenVerifier(await testOidc('booking')),
    logger: silentLogger(),
    metrics: createMetrics(),
  });
  const { getNextBoundary, runTransitions, reconcileLocks, cleanUp } = BookingServiceService;
  server.add(
    { getNextBoundary, runTransitions, reconcileLocks, cleanUp },
    {
      getNextBoundary: unary((_request, call) => {
        requireService(call);
        const next = [...boundaries].toSorted((a, b) => a - b)[0];
        return Promise.resolve({ nextAt: next === undefined ? undefined : toTimestamp(next) });
      }),
      runTransitions: unary(({ fencingToken }, call) => {
        requireService(call);
        if (fencingToken < newest) {
          refusals.push(fencingToken);
          return Promise.reject(new Stale('lease'));
        }
        newest = fencingToken;
        tokens.push(fencingToken);
        const at = systemClock.now();
        const due = [...boundaries].filter((boundary) => boundary <= at);
        for (const boundary of due) {
          boundaries.delete(boundary);
          announced.push({ boundary, at, token: fencingToken });
        }
        return Promise.resolve({ started: due.length, ended: 0, more: false });
      }),
      reconcileLocks: unary((_request, call) => {
        requireService(call);
        reconciled += 1;
        return Promise.resolve({ announced: 0 });
      }),
      cleanUp: unary((_request, call) => {
        requireService(call);
        return Promise.resolve({ deleted: 0 });
      }),
    },
  );
  const port = await server.listen();
  server.setServing(true);
  return {
    address: `127.0.0.1:${port}`,
    boundaries,
    announced,
    tokens,
    refusals,
    reconciled: () => reconciled,
    close: () => server.close(500),
  };
};
