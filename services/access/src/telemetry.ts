import type { Metrics } from '@flexspace/service-kit';
import type { AccessTelemetry } from './application/ports/access-ports.js';
import type { SyncOutcome } from './application/sync-people.js';

export interface Telemetry extends AccessTelemetry {
  changed(action: string): void;
  standingsLoaded(questions: number, seconds: number): void;
  peopleSynced(outcome: SyncOutcome): void;
  peopleSyncFailed(): void;
}

/** The only place that touches counters. Labels come from closed sets, never from people or places. */
export const createTelemetry = (metrics: Metrics): Telemetry => {
  const decisions = metrics.counter('flexspace_access_decisions_total', 'Access decisions, by what decided them.', [
    'action',
    'outcome',
  ]);
  const changes = metrics.counter(
    'flexspace_access_changes_total',
    'Changes of managers, groups, gates and delegation.',
    ['action'],
  );
  const questions = metrics.counter('flexspace_access_reach_questions_total', 'Questions for somebody’s reach.');
  const queries = metrics.histogram(
    'flexspace_access_reach_query_seconds',
    'Time of one query for the reach of several people.',
  );
  const synced = metrics.gauge('flexspace_access_people', 'People that the last sync with Keycloak found.');
  const failures = metrics.counter(
    'flexspace_access_people_sync_failures_total',
    'Syncs with Keycloak that did not complete.',
  );
  return {
    decided: (action, refusal) => {
      decisions.inc({ action, outcome: refusal ?? 'allow' });
    },
    changed: (action) => {
      changes.inc({ action });
    },
    standingsLoaded: (count, seconds) => {
      questions.inc(count);
      queries.observe(seconds);
    },
    peopleSynced: (outcome) => {
      synced.set(outcome.people);
    },
    peopleSyncFailed: () => {
      failures.inc();
    },
  };
};
