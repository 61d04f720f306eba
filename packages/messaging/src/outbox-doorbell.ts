import type { Knex } from '@flexspace/database';

/**
 * How a commit wakes the relay. A NOTIFY inside the transaction would do it for every process, but PostgreSQL lets only one
 * transaction that notifies commit at a time: measured, it takes a quarter to two fifths of all commits per second away
 * (32 connections, fsync on). So where a relay of the schema runs in this very process, it is called once the transaction has
 * committed; NOTIFY is for processes without one. What neither reaches, the relays' poll finds.
 */
const bells = new Map<string, Set<() => void>>();

export const channelOf = (schema: string): string => `${schema}_outbox`;

/** Answers the doorbell of a schema in this process; the function that is returned stops that. */
export const answerDoorbell = (schema: string, answer: () => void): (() => void) => {
  const answering = bells.get(schema) ?? new Set();
  bells.set(schema, answering);
  answering.add(answer);
  return () => {
    answering.delete(answer);
    if (answering.size === 0) bells.delete(schema);
  };
};

/** Rings when the transaction has committed, and not when it has not. */
export const ringAfterCommit = async (trx: Knex.Transaction, schema: string): Promise<void> => {
  const answering = bells.get(schema);
  if (answering === undefined) {
    await trx.raw('SELECT pg_notify(?, ?)', [channelOf(schema), '']);
    return;
  }
  trx.executionPromise.then(
    () => {
      for (const answer of answering) answer();
    },
    () => undefined,
  );
};

/** Rings at once, for a statement that committed by itself. What no relay of this process hears, the relays' poll finds. */
export const ringOutbox = (schema: string): void => {
  for (const answer of bells.get(schema) ?? []) answer();
};
