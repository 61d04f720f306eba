import { signIn } from './api.js';
import { describe, measure } from './measure.js';
import { prepareRawInserts, sweepBenchBookings } from './raw-inserts.js';
import { firstBenchDay, makeSlots } from './slots.js';
import type { RunningStack } from './stack-file.js';

const CLIENTS = 32;
const WARM_UP = 300;
const SECONDS = 10;
const ENOUGH = 1_000_000;

/**
 * Bookings per second through REST, the whole product running, against raw inserts of the same rows in the same run. The baseline
 * runs before and after and the better one counts, since the machine may be shared.
 */
export const benchBookings = async (stack: RunningStack, say: (line: string) => void): Promise<void> => {
  const api = await signIn(stack, 'superuser', CLIENTS);
  const raw = await prepareRawInserts(stack.postgres.booking, CLIENTS);
  try {
    const desks = await api.bookableDesks();
    const slot = makeSlots(desks, 0);
    const rawSlot = makeSlots(desks, 0);
    const operation = async (index: number): Promise<string> => {
      const { deskId, start, end } = slot(index);
      const { status } = await api.post('/api/bookings/', { desk_id: deskId, start_time: start, end_time: end });
      return String(status);
    };
    await measure({ clients: CLIENTS, operations: WARM_UP, seconds: SECONDS, operation });
    await raw.run({ clients: CLIENTS, operations: WARM_UP, seconds: SECONDS }, rawSlot);

    const shifted = (by: number) => (index: number) => rawSlot(index + by);
    const before = await raw.run({ clients: CLIENTS, operations: 8_000, seconds: SECONDS }, shifted(WARM_UP));
    const rest = await measure({
      clients: CLIENTS,
      operations: ENOUGH,
      seconds: SECONDS,
      operation: (index) => operation(index + WARM_UP),
    });
    const after = await raw.run({ clients: CLIENTS, operations: 8_000, seconds: SECONDS }, shifted(WARM_UP + 8_000));
    const baseline = Math.max(before.perSecond, after.perSecond);

    say(describe('raw inserts, before', before));
    say(describe('bookings through REST', rest));
    say(describe('raw inserts, after', after));
    say(
      `\nbookings/s ${rest.perSecond.toFixed(0)}   p50 ${rest.p50Ms.toFixed(1)} ms   p99 ${rest.p99Ms.toFixed(1)} ms`,
    );
    say(`ratio to raw inserts: ${(rest.perSecond / baseline).toFixed(3)}`);
  } finally {
    await api.close();
    await raw.close();
    await sweepBenchBookings(stack.postgres.booking, firstBenchDay());
  }
};
