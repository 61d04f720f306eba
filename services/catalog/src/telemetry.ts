import type { Metrics } from '@flexspace/service-kit';

export interface Telemetry {
  /** One committed change, by the subject's `<aggregate>.<fact>`. */
  readonly changed: (fact: string) => void;
  readonly mapConverted: (seconds: number) => void;
  readonly housekeepingFailed: () => void;
  /** booking was not told of a change before it was answered. */
  readonly unheard: () => void;
}

/** The only place that touches counters. Labels come from closed sets, never from places or people. */
export const createTelemetry = (metrics: Metrics): Telemetry => {
  const changes = metrics.counter('flexspace_catalog_changes_total', 'Committed changes of places, by what happened.', [
    'fact',
  ]);
  const maps = metrics.histogram(
    'flexspace_catalog_map_conversion_seconds',
    'Time from bytes to WebP, waiting included.',
  );
  const failures = metrics.counter(
    'flexspace_catalog_housekeeping_failures_total',
    'Rounds of deleting unused maps and sent events that failed.',
  );
  const unheard = metrics.counter(
    'flexspace_catalog_unheard_changes_total',
    'Changes that were answered before booking had heard of them.',
  );
  return {
    unheard: () => {
      unheard.inc();
    },
    changed: (fact) => {
      changes.inc({ fact });
    },
    mapConverted: (seconds) => {
      maps.observe(seconds);
    },
    housekeepingFailed: () => {
      failures.inc();
    },
  };
};
