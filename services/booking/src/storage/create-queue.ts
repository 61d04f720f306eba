import { Unavailable } from '@flexspace/kernel';
import type { CreateResult, CreateRow } from './create-batch.js';

export interface CreateQueue {
  /** Resolves with the row's own fate; rejects for all rows of a batch that could not be written. */
  submit(row: CreateRow): Promise<CreateResult>;
}

export interface CreateQueueOptions {
  readonly write: (rows: readonly CreateRow[]) => Promise<readonly CreateResult[]>;
  /** Called once for each batch in which something was made. */
  readonly onMade: () => void;
}

interface Waiting {
  readonly row: CreateRow;
  readonly tried: number;
  resolve(result: CreateResult): void;
  reject(error: unknown): void;
}

/** While one statement waits for the disk, another may be worked on; but not for a few rows, which cost as much as many. */
const MAX_IN_FLIGHT = 2;
const WORTH_A_SECOND = 12;
const MAX_ROWS = 64;
/** How often a row that lost a race is tried again; the second time it normally sees who won. */
const MAX_TRIES = 3;
/** Beyond this the database is far behind: better to say so at once than to let everybody wait in vain. */
const MAX_WAITING = 5_000;

/**
 * Lets bookings that arrive while others are being written go together: alone, a booking is written at once; under load, the
 * round trip, the plan and the commit are shared.
 */
export const createCreateQueue = (options: CreateQueueOptions): CreateQueue => {
  let waiting: Waiting[] = [];
  let inFlight = 0;
  let scheduled = false;

  const settle = (one: Waiting, result: CreateResult): void => {
    const lostRace = result.kind === 'taken' && result.conflicts === undefined;
    if (!lostRace || one.tried >= MAX_TRIES) {
      one.resolve(result);
      return;
    }
    waiting.push({ ...one, tried: one.tried + 1 });
  };

  const write = async (batch: readonly Waiting[]): Promise<void> => {
    try {
      const results = await options.write(batch.map((one) => one.row));
      if (results.some((result) => result.kind === 'created')) options.onMade();
      batch.forEach((one, index) => {
        const result = results[index];
        if (result === undefined) one.reject(new Error('a result for every row'));
        else settle(one, result);
      });
    } catch (error) {
      for (const one of batch) one.reject(error);
    }
  };

  const mayBegin = (): boolean =>
    inFlight === 0 ? waiting.length > 0 : inFlight < MAX_IN_FLIGHT && waiting.length >= WORTH_A_SECOND;

  const pump = (): void => {
    scheduled = false;
    while (mayBegin()) {
      const batch = waiting.slice(0, MAX_ROWS);
      waiting = waiting.slice(MAX_ROWS);
      inFlight += 1;
      void write(batch).then(() => {
        inFlight -= 1;
        schedule();
      });
    }
  };
  /** At the end of this turn of the event loop, so that what arrived in one read of the socket goes together. */
  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(pump);
  };

  return {
    submit: (row) =>
      new Promise((resolve, reject) => {
        if (waiting.length >= MAX_WAITING) {
          reject(new Unavailable('The database'));
          return;
        }
        waiting.push({ row, tried: 1, resolve, reject });
        schedule();
      }),
  };
};
