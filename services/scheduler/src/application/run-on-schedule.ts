import { MICROS_PER_MS, type Clock, type Instant } from '@flexspace/kernel';
import { createBackoff } from '../domain/backoff.js';
import type { Job, Schedule, SchedulerTelemetry, Timers } from './ports.js';

export interface ScheduledJob {
  readonly job: Job;
  readonly schedule: Schedule;
  /** When it last ran, on whatever replica; the next occurrence after that is due, also when it has passed. */
  lastRun(): Promise<Instant | undefined>;
  run(signal: AbortSignal): Promise<unknown>;
  recordRun(at: Instant): Promise<void>;
}

export interface ScheduleRunnerNeeds {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly telemetry: SchedulerTelemetry;
}

/** A clock that is set, or a machine that slept, is noticed after this long. */
const LONGEST_PAUSE_MS = 60_000;

/** Runs one job each time it is due until the signal; a failure is tried again, less and less often, until it works. */
export const createScheduleRunner =
  ({ clock, timers, telemetry }: ScheduleRunnerNeeds) =>
  async (scheduled: ScheduledJob, signal: AbortSignal): Promise<void> => {
    const backoff = createBackoff({ firstMs: 1_000, lastMs: 30_000 });
    const isOver = (): boolean => signal.aborted;
    let last: Instant | undefined;
    while (!isOver()) {
      try {
        last ??= (await scheduled.lastRun()) ?? clock.now();
        const waitMs = (scheduled.schedule.next(last) - clock.now()) / MICROS_PER_MS;
        if (waitMs > 0) {
          await timers.pause(Math.min(Math.ceil(waitMs), LONGEST_PAUSE_MS), signal);
          continue;
        }
        const startedAt = clock.now();
        await scheduled.run(signal);
        telemetry.jobRan(scheduled.job);
        last = startedAt;
        await scheduled.recordRun(startedAt);
        backoff.reset();
      } catch (error) {
        if (isOver()) return;
        telemetry.jobFailed(scheduled.job, error);
        await timers.pause(backoff.next(), signal);
      }
    }
  };
