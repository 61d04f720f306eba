import type { Clock } from '@flexspace/kernel';
import type { Lease } from '../domain/lease.js';
import type { BookingClock, FleetMemory, Schedule, SchedulerTelemetry, Timers } from './ports.js';
import { createScheduleRunner } from './run-on-schedule.js';
import type { BoundaryWatch } from './watch-boundaries.js';

export interface LeadershipNeeds {
  readonly boundaries: BoundaryWatch;
  readonly booking: BookingClock;
  readonly memory: FleetMemory;
  readonly everyMinute: Schedule;
  readonly daily: Schedule;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly telemetry: SchedulerTelemetry;
}

/** What the leader does, until the signal. Throws STALE when a newer lease has acted. */
export type Lead = (lease: Lease, signal: AbortSignal) => Promise<void>;

export const createLead = (needs: LeadershipNeeds): Lead => {
  const { booking, memory, clock, telemetry } = needs;
  const onSchedule = createScheduleRunner(needs);

  /** Once per start of the fleet, not of each process: what happened to locks while no scheduler ran. */
  const syncAtStart = async (signal: AbortSignal): Promise<void> => {
    try {
      if (await memory.isAwake()) return;
      await booking.reconcileLocks(signal);
      await memory.markAwake();
    } catch (error) {
      // The reconciliation of the next minute makes up for it.
      telemetry.jobFailed('reconcile_locks', error);
    }
  };

  const reconcileEachMinute = (signal: AbortSignal): Promise<void> =>
    onSchedule(
      {
        job: 'reconcile_locks',
        schedule: needs.everyMinute,
        lastRun: () => Promise.resolve(clock.now()),
        run: (stop) => booking.reconcileLocks(stop),
        recordRun: () => Promise.resolve(),
      },
      signal,
    );

  const cleanUpDaily = (signal: AbortSignal): Promise<void> =>
    onSchedule(
      {
        job: 'clean_up',
        schedule: needs.daily,
        lastRun: async () => {
          const last = await memory.lastRun('clean_up');
          // A fleet that is new counts from now on, whoever leads at three o'clock.
          if (last === undefined) await memory.recordRun('clean_up', clock.now());
          return last;
        },
        run: (stop) => booking.cleanUp(stop),
        recordRun: (at) => memory.recordRun('clean_up', at),
      },
      signal,
    );

  return async (lease, signal) => {
    const resigning = new AbortController();
    const until = AbortSignal.any([signal, resigning.signal]);
    const housekeeping = syncAtStart(until).then(() => Promise.all([reconcileEachMinute(until), cleanUpDaily(until)]));
    try {
      await needs.boundaries.run(lease, until);
    } finally {
      resigning.abort();
      await housekeeping;
    }
  };
};
