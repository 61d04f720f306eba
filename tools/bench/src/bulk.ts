import { signIn } from './api.js';
import { describe, measure } from './measure.js';
import { sweepBenchBookings } from './raw-inserts.js';
import { firstBenchDay, makeSlots } from './slots.js';
import type { RunningStack } from './stack-file.js';

const INTERVALS = 100;
const ROUNDS = 40;
const CLIENTS = 32;
const SECONDS = 60;

/** A hundred intervals of one desk in one request, one request after the other, against the same number booked one by one. */
export const benchBulk = async (stack: RunningStack, say: (line: string) => void): Promise<void> => {
  const api = await signIn(stack, 'superuser', CLIENTS);
  try {
    const desks = await api.bookableDesks();
    const single = makeSlots(desks, 2 * INTERVALS);
    const bulk = async (index: number): Promise<string> => {
      const deskId = desks[index % desks.length] ?? 0;
      const slot = makeSlots([deskId], 0);
      const intervals = Array.from({ length: INTERVALS }, (_, at) => {
        const { start, end } = slot(at);
        return { start_time: start, end_time: end };
      });
      const { status } = await api.post('/api/bookings/bulk_create/', { desk_id: deskId, intervals, atomic: true });
      return String(status);
    };
    const one = async (index: number): Promise<string> => {
      const { deskId, start, end } = single(index);
      const { status } = await api.post('/api/bookings/', { desk_id: deskId, start_time: start, end_time: end });
      return String(status);
    };
    await measure({ clients: 1, operations: 5, seconds: SECONDS, operation: bulk });
    const apart = await measure({ clients: CLIENTS, operations: ROUNDS * INTERVALS, seconds: SECONDS, operation: one });
    const together = await measure({
      clients: 1,
      operations: ROUNDS,
      seconds: SECONDS,
      operation: (index) => bulk(index + 5),
    });
    say(describe('one by one', apart));
    say(describe('100 in one request', together));
    const ratio = (together.perSecond * INTERVALS) / apart.perSecond;
    say(`\np50 ${together.p50Ms.toFixed(1)} ms   p99 ${together.p99Ms.toFixed(1)} ms for 100 intervals`);
    say(`bookings/s beside one by one with ${CLIENTS} clients: ratio ${ratio.toFixed(2)}`);
  } finally {
    await api.close();
    await sweepBenchBookings(stack.postgres.booking, firstBenchDay());
  }
};
