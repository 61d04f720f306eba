import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MICROS_PER_MS } from '@flexspace/kernel';
import { FakeTimers } from '../../test/support/fake-timers.js';
import { FakeBooking, FakeNews, silentTelemetry } from '../../test/support/fake-world.js';
import { createBoundaryWatch } from './watch-boundaries.js';

const LEASE = { fencingToken: 5 };

describe('watching boundaries', () => {
  let timers: FakeTimers;
  let booking: FakeBooking;
  let news: FakeNews;
  let stop: AbortController;
  let running: Promise<void>;

  beforeEach(() => {
    timers = new FakeTimers();
    booking = new FakeBooking(timers);
    news = new FakeNews();
    stop = new AbortController();
  });

  const start = (): void => {
    running = createBoundaryWatch({ booking, news, clock: timers, timers, telemetry: silentTelemetry }).run(
      LEASE,
      stop.signal,
    );
  };

  afterEach(async () => {
    stop.abort();
    await running.catch(() => undefined);
  });

  const latenessMs = (): number[] => booking.announced.map(({ at, boundary }) => (at - boundary) / MICROS_PER_MS);

  it('announces what came due before it led, first of all', async () => {
    booking.boundaries.push(booking.at(-60_000), booking.at(-1));
    start();
    await timers.settle();
    expect(booking.announced).toHaveLength(2);
  });

  it('announces each boundary within a second of it, without asking all the time', async () => {
    booking.boundaries.push(booking.at(3_000), booking.at(3_000), booking.at(40_500), booking.at(3_600_000));
    start();
    await timers.advance(3_600_000);
    expect(booking.announced).toHaveLength(4);
    expect(Math.max(...latenessMs())).toBeLessThan(1_000);
    expect(booking.asked).toBeLessThan(300);
  });

  it('wakes for a booking that starts sooner than it meant to sleep', async () => {
    start();
    await timers.advance(1_000);
    const soon = booking.at(2_000);
    booking.boundaries.push(soon);
    news.tell(soon);
    await timers.advance(2_000);
    expect(latenessMs()).toEqual([0]);
  });

  it('does not miss a booking that is made while it asks', async () => {
    const soon = booking.at(2_000);
    const ask = booking.nextBoundary.bind(booking);
    booking.nextBoundary = async () => {
      const answer = await ask();
      if (booking.asked === 1) {
        booking.boundaries.push(soon);
        news.tell(soon);
      }
      return answer;
    };
    start();
    await timers.advance(2_000);
    expect(latenessMs()).toEqual([0]);
  });

  it('asks often while it hears no news', async () => {
    news.heard = false;
    start();
    await timers.advance(1_000);
    booking.boundaries.push(booking.at(700));
    await timers.advance(2_000);
    expect(Math.max(...latenessMs())).toBeLessThan(1_000);
  });

  it('goes on until nothing more is due', async () => {
    booking.batch = 10;
    booking.boundaries.push(...Array.from({ length: 35 }, () => booking.at(500)));
    start();
    await timers.advance(500);
    expect(booking.announced).toHaveLength(35);
  });

  it('tries again with bounded pauses while booking is away, and catches up', async () => {
    start();
    await timers.settle();
    booking.down = true;
    booking.boundaries.push(booking.at(1_000));
    await timers.advance(60_000);
    expect(booking.asked).toBeGreaterThan(20);
    booking.down = false;
    await timers.advance(2_000);
    expect(booking.announced).toHaveLength(1);
  });

  it('waits for a booking whose clock is a little behind, without spinning', async () => {
    const run = booking.runTransitions.bind(booking);
    let calls = 0;
    booking.runTransitions = async (token) => {
      calls += 1;
      return calls < 6 ? { started: 0, ended: 0, more: false } : run(token);
    };
    booking.boundaries.push(booking.at(100));
    start();
    await timers.advance(600);
    expect(booking.announced).toHaveLength(1);
    expect(calls).toBeLessThan(10);
  });

  it('ends when a newer lease has acted', async () => {
    booking.newestToken = 6;
    start();
    await expect(running).rejects.toMatchObject({ reason: 'STALE' });
  });
});
