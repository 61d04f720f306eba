import type { AccessPorts, Turns } from './ports/access-ports.js';
import { syncPeople, type SyncOutcome } from './sync-people.js';

const TURN = 'people-sync';
const FIRST_RETRY_MS = 2_000;
const SHORTEST_PERIOD_MS = 20_000;
/** A sync may take one part in so many of the time: a small company is read often, a large one seldom. */
const SHARE = 20;
/** A replica that starts right after another one did need not sync again. */
const START_MIN_AGE_MS = 5_000;

export interface PeopleSyncOptions {
  readonly ports: Pick<AccessPorts, 'people' | 'identity' | 'clock'>;
  readonly turns: Turns;
  readonly longestPeriodMs: number;
  onSynced(outcome: SyncOutcome): void;
  onFailed(error: unknown): void;
}

export interface PeopleSync {
  start(): void;
  stop(): Promise<void>;
}

/** Syncs once at the start and then again and again; one replica at a time. After a failure it tries sooner, then ever later. */
export const createPeopleSync = (options: PeopleSyncOptions): PeopleSync => {
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let retryMs = FIRST_RETRY_MS;
  let periodMs = Math.min(SHORTEST_PERIOD_MS, options.longestPeriodMs);

  const schedule = (ms: number, minAgeMs: number): void => {
    if (stopping.signal.aborted) return;
    timer = setTimeout(() => {
      running = turn(minAgeMs);
    }, ms);
  };

  const turn = async (minAgeMs: number): Promise<void> => {
    try {
      if (await options.turns.take(TURN, minAgeMs)) await sync();
      retryMs = FIRST_RETRY_MS;
      schedule(periodMs, periodMs / 2);
    } catch (error) {
      if (stopping.signal.aborted) return;
      options.onFailed(error);
      schedule(retryMs, START_MIN_AGE_MS);
      retryMs = Math.min(retryMs * 2, options.longestPeriodMs);
    }
  };

  const sync = async (): Promise<void> => {
    const startedAt = performance.now();
    try {
      options.onSynced(await syncPeople(options.ports, stopping.signal));
      const affordableMs = Math.max(SHORTEST_PERIOD_MS, (performance.now() - startedAt) * SHARE);
      periodMs = Math.min(affordableMs, options.longestPeriodMs);
    } catch (error) {
      await options.turns.giveBack(TURN);
      throw error;
    }
  };

  return {
    start() {
      running = turn(START_MIN_AGE_MS);
    },
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      await running;
    },
  };
};
