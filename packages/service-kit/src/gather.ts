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
  let waiting: Asked<Question, Answer>[] = [];
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
    const now = Date.now();
    while (underWay < options.maxUnderWay && waiting.length > 0) {
      const together = waiting.slice(0, options.maxTogether).filter(({ deadline }) => deadline > now);
      waiting = waiting.slice(options.maxTogether);
      if (together.length === 0) continue;
      underWay += 1;
      void send(together);
    }
  };
  /** At the end of this turn of the event loop, so that what arrived in one read of a socket goes together. */
  const schedule = (): void => {
    if (scheduled || waiting.length === 0) return;
    scheduled = true;
    setImmediate(pump);
  };

  return (question, deadline) => {
    if (waiting.length >= options.maxWaiting) {
      return Promise.reject(new DomainError('UNAVAILABLE', 'Too many calls wait already.', { retryAfterSeconds: 1 }));
    }
    const answer = new Promise<Answer>((resolve, reject) => {
      waiting.push({ question, deadline, resolve, reject });
    });
    schedule();
    return byDeadline(deadline, answer);
  };
};
