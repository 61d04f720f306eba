import type { Database } from '@flexspace/database';
import { DAY_US, plus, type Clock } from '@flexspace/kernel';
import { deleteSentOutbox } from '@flexspace/messaging';
import type { MapSweeper } from './map-sweeper.js';
import { SCHEMA } from './migrations/index.js';

const EVERY_MS = 10 * 60 * 1_000;
const SENT_KEPT_DAYS = 1;

export interface Housekeeping {
  start(): void;
  /** Ends after the round in hand. */
  stop(): Promise<void>;
}

interface HousekeepingParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly maps: MapSweeper;
  readonly onFailure: (error: unknown) => void;
}

/** Deletes what nobody needs any more. What a round does not manage is met again by the next, of this replica or another. */
export const createHousekeeping = ({ database, clock, maps, onFailure }: HousekeepingParts): Housekeeping => {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();

  const round = async (): Promise<void> => {
    await maps.sweep();
    await deleteSentOutbox(database, SCHEMA, plus(clock.now(), -SENT_KEPT_DAYS * DAY_US));
  };
  const begin = (): void => {
    running = round().catch(onFailure);
  };

  return {
    start() {
      begin();
      timer = setInterval(begin, EVERY_MS);
    },
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
};
