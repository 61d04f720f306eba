import { DomainError } from '@flexspace/kernel';
import { byDeadline } from './by-deadline.js';

/** A question that travels with others, and its asker. */
export interface Asked<Question, Answer> {
  readonly question: Question;
  /** Milliseconds since 1970. */
  readonly deadline: number;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

export interface GatherOptions<Question, Answer> {
  /** Settles each of the questions; what it throws is the answer to all that it has not settled. */
  readonly send: (together: readonly Asked<Question, Answer>[]) => Promise<void>;
  readonly maxTogether: number;
  /** Messages that are under way at once; what is asked meanwhile goes with the next. */
  readonly maxUnderWay: number;
  /** Beyond it an answer would come too late anyway. */
  readonly maxWaiting: number;
}

/** Nobody waits longer than until `deadline`, whatever those wait for who travel along: TIMEOUT then, UNAVAILABLE when too many wait. */
export type Gather<Question, Answer> = (question: Question, deadline: number) => Promise<Answer>;

/** The latest moment at which somebody still waits: a message has to live as long as its most patient asker. */
export const lastDeadline = (together: readonly Pick<Asked<unknown, unknown>, 'deadline'>[]): number =>
  together.reduce((latest, { deadline }) => Math.max(latest, deadline), 0);

/**
 * Lets what is asked in the same turn of the event loop, by whomever, travel together: alone, a question goes at once; under
 * load, the next message gathers while some are under way.
 */
export const gather = <Question, Answer>(options: GatherOptions<Question, Answer>): Gather<Question, Answer> => {
  const waiting = new Set<Asked<Question, Answer>>();
  let underWay = 0;
  let scheduled = false;

  const send = async (together: readonly Asked<Question, Answer>[]): Promise<void> => {
    try {
      await options.send(together);
    } catch (error) {
      for (const asked of together) asked.reject(error);
    }
    underWay -= 1;
    schedule();
  };

  const pump = (): void => {
    scheduled = false;
    while (underWay < options.maxUnderWay && waiting.size > 0) {
      const together: Asked<Question, Answer>[] = [];
      for (const asked of waiting) {
        if (together.length === options.maxTogether) break;
        together.push(asked);
        waiting.delete(asked);
      }
      underWay += 1;
      void send(together);
    }
  };
  /** At the end of this turn of the event loop, so that what arrived in one read of a socket goes together. */
  const schedule = (): void => {
    if (scheduled || waiting.size === 0) return;
    scheduled = true;
    setImmediate(pump);
  };

  return (question, deadline) => {
    if (waiting.size >= options.maxWaiting) {
      return Promise.reject(new DomainError('UNAVAILABLE', 'Too many calls wait already.', { retryAfterSeconds: 1 }));
    }
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const asked = { question, deadline, resolve, reject };
    waiting.add(asked);
    schedule();
    return byDeadline(deadline, promise, () => waiting.delete(asked));
  };
};
