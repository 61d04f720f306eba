import { signIn } from './api.js';
import { describe, measure, type Load, type Measurement } from './measure.js';
import { prepareRawInserts, sweepBenchBookings } from './raw-inserts.js';
import { firstBenchDay, makeSlots } from './slots.js';
import type { RunningStack } from './stack-file.js';

const CLIENTS = 32;
/** A fresh process runs uncompiled code at first, which says something about V8 and nothing about a day of bookings. */
const WARM_UP_SECONDS = 10;
const SECONDS = 10;
const BASELINE_OPERATIONS = 10_000;
const ENOUGH = 1_000_000;
const BOOKED = '201';

/**
 * Bookings per second through REST, the whole product running, against raw inserts of the same rows in the same run. Both are
 * warmed up for the same time. The baseline runs before and after and the better one counts, since the machine may be shared.
 */
export const benchBookings = async (stack: RunningStack, say: (line: string) => void): Promise<void> => {
  const api = await signIn(stack, 'superuser', CLIENTS);
  const posts = api.plainPosts('/api/bookings/');
  const raw = await prepareRawInserts(stack.postgres.booking, CLIENTS);
  try {
    const desks = await api.bookableDesks();
    const slots = { rest: makeSlots(desks, 0), raw: makeSlots(desks, 0) };
    const used = { rest: 0, raw: 0 };
    const book = async (limits: Pick<Load, 'operations' | 'seconds'>): Promise<Measurement> => {
      const from = used.rest;
      const result = await measure({
        clients: CLIENTS,
        ...limits,
        operation: async (index) => {
          const { deskId, start, end } = slots.rest(from + index);
          return String(await posts.post(`{"desk_id":${deskId},"start_time":"${start}","end_time":"${end}"}`));
        },
      });
      used.rest += result.operations;
      return result;
    };
    const insert = async (limits: Pick<Load, 'operations' | 'seconds'>): Promise<Measurement> => {
      const from = used.raw;
      const result = await raw.run({ clients: CLIENTS, ...limits }, (index) => slots.raw(from + index));
      used.raw += result.operations;
      return result;
    };

    say(`warming up: ${WARM_UP_SECONDS} s of raw inserts, ${WARM_UP_SECONDS} s of bookings through REST`);
    await insert({ operations: ENOUGH, seconds: WARM_UP_SECONDS });
    await book({ operations: ENOUGH, seconds: WARM_UP_SECONDS });

    const before = await insert({ operations: BASELINE_OPERATIONS, seconds: SECONDS });
    const rest = await book({ operations: ENOUGH, seconds: SECONDS });
    const after = await insert({ operations: BASELINE_OPERATIONS, seconds: SECONDS });
    const baseline = Math.max(before.perSecond, after.perSecond);
    // What was refused is no booking.
    const booked = (rest.outcomes.get(BOOKED) ?? 0) / rest.seconds;

    say(describe('raw inserts, before', before));
    say(describe('bookings through REST', rest));
    say(describe('raw inserts, after', after));
    say(`\nbookings/s ${booked.toFixed(0)}   p50 ${rest.p50Ms.toFixed(1)} ms   p99 ${rest.p99Ms.toFixed(1)} ms`);
    say(`ratio to raw inserts: ${(booked / baseline).toFixed(3)}`);
  } finally {
    posts.close();
    await api.close();
    await raw.close();
    await sweepBenchBookings(stack.postgres.booking, firstBenchDay());
  }
};
