import { beforeEach, describe, expect, it } from '@jest/globals';
import { HOUR_US, parseInstant, plus, type Instant } from '@flexspace/kernel';
import { FakeTimers } from '../../test/support/fake-timers.js';
import { FakeBooking, FakeMemory, FakeNews, silentTelemetry } from '../../test/support/fake-world.js';
import { createCronSchedule } from '../transport/cron/cron-schedule.js';
import { createLead } from './lead.js';
import { createBoundaryWatch } from './watch-boundaries.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const at = (text: string): Instant => parseInstant(text)!;

describe('leading', () => {
  let timers: FakeTimers;
  let booking: FakeBooking;
  let memory: FakeMemory;

  beforeEach(() => {
    timers = new FakeTimers(at('2026-11-23T01:30:20Z'));
    booking = new FakeBooking(timers);
    memory = new FakeMemory();
  });

  const lead = (): { stop(): Promise<void> } => {
    const stopping = new AbortController();
    const leading = createLead({
      boundaries: createBoundaryWatch({
        booking,
        news: new FakeNews(),
        clock: timers,
        timers,
        telemetry: silentTelemetry,
      }),
      booking,
      memory,
      everyMinute: createCronSchedule('0 * * * * *'),
      daily: createCronSchedule('0 0 3 * * *'),
      clock: timers,
      timers,
      telemetry: silentTelemetry,
    })({ fencingToken: 1 }, stopping.signal);
    return {
      stop: async () => {
        stopping.abort();
        await leading;
      },
    };
  };

  it('reconciles locks at the start of the fleet and then at each minute', async () => {
    const leader = lead();
    await timers.settle();
    expect(booking.reconciled).toBe(1);
    await timers.advance(5 * MINUTE_MS);
    expect(booking.reconciled).toBe(6);
    await leader.stop();
  });

  it('does not repeat the startup work when the leader changes', async () => {
    await lead().stop();
    expect(booking.reconciled).toBe(1);
    const next = lead();
    await timers.advance(1_000);
    expect(booking.reconciled).toBe(1);
    await next.stop();
  });

  it('cleans up once a day at three, UTC', async () => {
    const leader = lead();
    await timers.advance(1.4 * HOUR_MS);
    expect(booking.cleaned).toBe(0);
    await timers.advance(0.2 * HOUR_MS);
    expect(booking.cleaned).toBe(1);
    await timers.advance(48 * HOUR_MS);
    expect(booking.cleaned).toBe(3);
    await leader.stop();
  });

  it('cleans up late when nobody led at three, and not again when somebody did', async () => {
    memory.runs.set('clean_up', plus(timers.now(), -30 * HOUR_US));
    const first = lead();
    await timers.settle();
    expect(booking.cleaned).toBe(1);
    await first.stop();
    const second = lead();
    await timers.advance(MINUTE_MS);
    expect(booking.cleaned).toBe(1);
    await second.stop();
  });

  it('tries a failed job again before its next turn', async () => {
    const leader = lead();
    await timers.settle();
    booking.down = true;
    await timers.advance(1.6 * HOUR_MS);
    expect(booking.cleaned).toBe(0);
    booking.down = false;
    await timers.advance(MINUTE_MS);
    expect(booking.cleaned).toBe(1);
    await leader.stop();
  });
});
