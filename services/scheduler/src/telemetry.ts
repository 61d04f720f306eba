import type { Logger, Metrics } from '@flexspace/service-kit';
import type { SchedulerTelemetry } from './application/ports.js';

/** Retries come every other second at most; one line in this time says enough of a trouble that lasts. */
const WARN_EVERY_MS = 30_000;

/** The only place that touches counters. What heals itself is a warning, and not one for each try. */
export const createTelemetry = (metrics: Metrics, logger: Logger): SchedulerTelemetry => {
  const leader = metrics.gauge('flexspace_scheduler_leader', '1 while this replica leads.');
  const terms = metrics.counter('flexspace_scheduler_terms_total', 'Times this replica became the leader.');
  const transitions = metrics.counter('flexspace_scheduler_transitions_total', 'Starts and ends announced.', ['kind']);
  const lateness = metrics.histogram(
    'flexspace_scheduler_boundary_lateness_seconds',
    'From a boundary to its announcement.',
  );
  const runs = metrics.counter('flexspace_scheduler_jobs_total', 'Jobs run, by outcome.', ['job', 'outcome']);
  const trouble = metrics.counter('flexspace_scheduler_lease_trouble_total', 'Times the lease could not be asked for.');
  const warnedAt = new Map<string, number>();
  const warn = (about: string, fields: object, message: string): void => {
    const now = performance.now();
    const last = warnedAt.get(about);
    if (last !== undefined && now - last < WARN_EVERY_MS) {
      logger.debug(fields, message);
      return;
    }
    warnedAt.set(about, now);
    logger.warn(fields, message);
  };
  return {
    leading(isLeader) {
      leader.set(isLeader ? 1 : 0);
      if (isLeader) terms.inc();
      logger.info({ leading: isLeader }, isLeader ? 'leading' : 'not leading any more');
    },
    announced({ started, ended }, lateSeconds) {
      transitions.inc({ kind: 'started' }, started);
      transitions.inc({ kind: 'ended' }, ended);
      if (lateSeconds !== undefined) lateness.observe(Math.max(0, lateSeconds));
    },
    jobRan(job) {
      runs.inc({ job, outcome: 'ok' });
      warnedAt.delete(job);
    },
    jobFailed(job, error) {
      runs.inc({ job, outcome: 'failed' });
      warn(job, { err: error, job }, 'a job failed and will be tried again');
    },
    leaseTrouble(error) {
      trouble.inc();
      warn('lease', { err: error }, 'the lease store cannot be reached');
    },
  };
};
