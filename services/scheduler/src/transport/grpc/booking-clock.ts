import { BookingServiceClient } from '@flexspace/contracts/flexspace/booking/v1/booking';
import { createGrpcClient, fromTimestamp, type CallOptions, type ServiceToken } from '@flexspace/service-kit';
import type { BookingClock } from '../../application/ports.js';

const ASK_TIMEOUT_MS = 3_000;
const WORK_TIMEOUT_MS = 15_000;
/** A clean-up after a long pause deletes much. */
const CLEAN_UP_TIMEOUT_MS = 60_000;

export interface RemoteBookingClock extends BookingClock {
  close(): void;
}

/** Booking's clock work, asked for as the scheduler's own account. Every one of these may be repeated. */
export const createBookingClock = (address: string, serviceToken: ServiceToken): RemoteBookingClock => {
  const booking = createGrpcClient(BookingServiceClient, address);

  const options = async (signal: AbortSignal, timeoutMs: number): Promise<CallOptions> => ({
    token: await serviceToken.get(),
    signal,
    timeoutMs,
    idempotent: true,
  });

  return {
    async nextBoundary(signal) {
      const { nextAt } = await booking.getNextBoundary({}, await options(signal, ASK_TIMEOUT_MS));
      return nextAt === undefined ? undefined : fromTimestamp(nextAt, 'next_at');
    },
    async runTransitions(fencingToken, signal) {
      const { started, ended, more } = await booking.runTransitions(
        { fencingToken },
        await options(signal, WORK_TIMEOUT_MS),
      );
      return { started, ended, more };
    },
    async reconcileLocks(signal) {
      return (await booking.reconcileLocks({}, await options(signal, WORK_TIMEOUT_MS))).announced;
    },
    async cleanUp(signal) {
      return (await booking.cleanUp({}, await options(signal, CLEAN_UP_TIMEOUT_MS))).deleted;
    },
    close() {
      booking.close();
    },
  };
};
