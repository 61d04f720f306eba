import { signIn } from './api.js';
import { describe, measure } from './measure.js';
import { sweepBenchBookings } from './raw-inserts.js';
import { firstBenchDay, makeSlots } from './slots.js';
import type { RunningStack } from './stack-file.js';

const RACERS = 1_000;
const SECONDS = 60;

/** A thousand requests for one slot at once: how long until all are answered, and that one of them won. */
export const benchContention = async (stack: RunningStack, say: (line: string) => void): Promise<void> => {
  const api = await signIn(stack, 'superuser', RACERS);
  try {
    const desks = await api.bookableDesks();
    const quiet = makeSlots(desks, 0);
    const contested = makeSlots(desks, 1)(0);
    const book = async ({ deskId, start, end }: typeof contested): Promise<string> => {
      const { status } = await api.post('/api/bookings/', { desk_id: deskId, start_time: start, end_time: end });
      return String(status);
    };
    const load = { clients: RACERS, operations: RACERS, seconds: SECONDS };
    const apart = await measure({ ...load, operation: (index) => book(quiet(index)) });
    const race = await measure({ ...load, operation: () => book(contested) });
    say(describe('1,000 slots, no contest', apart));
    say(describe('1,000-way race', race));
    say(`\nwinners ${race.outcomes.get('201') ?? 0}   answered in ${race.seconds.toFixed(2)} s`);
    say(`ratio to the same requests without contest: ${(race.seconds / apart.seconds).toFixed(3)}`);
  } finally {
    await api.close();
    await sweepBenchBookings(stack.postgres.booking, firstBenchDay());
  }
};
