import { Unavailable } from '@flexspace/kernel';
import type { StandingSource } from '../application/ports/access-ports.js';
import type { Standing } from '../domain/standing.js';
import type { StandingQuestion } from './standing-query.js';

export interface StandingLoaderOptions {
  /** The answers in the order of the questions, which are all of one kind. */
  query(questions: readonly StandingQuestion[]): Promise<readonly Standing[]>;
  /** Queries that run at once; what comes in meanwhile waits and shares the next one. */
  readonly maxQueries: number;
  /** Different questions that one query answers. */
  readonly maxQuestions: number;
  /** Callers that wait; more are refused, because an answer after the deadline helps nobody. */
  readonly maxWaiting: number;
  onBatch?(questions: number, seconds: number): void;
}

interface Asked {
  readonly question: StandingQuestion;
  readonly waiting: { readonly resolve: (standing: Standing) => void; readonly reject: (error: unknown) => void }[];
}

/**
 * Answers every question from the database and gathers those of one moment into one query; the same question asked twice
 * in that moment is asked once. Nothing is kept: a question only ever joins a query that has not been sent yet, so an
 * answer is never older than its question.
 */
export const createStandingLoader = (options: StandingLoaderOptions): StandingSource => {
  // One queue for each kind of query, in the order of arrival.
  const scoped = new Map<string, Asked>();
  const everywhere = new Map<string, Asked>();
  let waiting = 0;
  let running = 0;
  let scheduled = false;

  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    // After the sockets of this turn were read, so that their questions come along.
    setImmediate(() => {
      scheduled = false;
      while (running < options.maxQueries && scoped.size + everywhere.size > 0) {
        void run(take(scoped.size > 0 ? scoped : everywhere, options.maxQuestions));
      }
    });
  };

  const run = async (batch: readonly Asked[]): Promise<void> => {
    running += 1;
    const startedAt = performance.now();
    try {
      const standings = await options.query(batch.map(({ question }) => question));
      for (const [index, asked] of batch.entries()) {
        const standing = standings[index];
        if (standing === undefined) throw new Error('a question was left without an answer');
        for (const { resolve } of asked.waiting) resolve(standing);
      }
    } catch (error) {
      for (const asked of batch) for (const { reject } of asked.waiting) reject(error);
    } finally {
      running -= 1;
      for (const asked of batch) waiting -= asked.waiting.length;
      options.onBatch?.(batch.length, (performance.now() - startedAt) / 1_000);
      if (waiting > 0) schedule();
    }
  };

  return {
    load: (userId, scope) =>
      new Promise((resolve, reject) => {
        if (waiting >= options.maxWaiting) {
          reject(new Unavailable('The access service', undefined, 1));
          return;
        }
        waiting += 1;
        const queue = scope === 'everywhere' ? everywhere : scoped;
        const key = `${userId} ${scope}`;
        const asked = queue.get(key);
        if (asked === undefined) queue.set(key, { question: { userId, scope }, waiting: [{ resolve, reject }] });
        else asked.waiting.push({ resolve, reject });
        schedule();
      }),
  };
};

/** The first of a queue, in order, out of it. */
const take = (queue: Map<string, Asked>, max: number): readonly Asked[] => {
  const batch: Asked[] = [];
  for (const [key, asked] of queue) {
    if (batch.length === max) break;
    queue.delete(key);
    batch.push(asked);
  }
  return batch;
};
