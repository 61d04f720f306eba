import type { Knex } from 'knex';

/**
 * One step of a schema, forward only. Names sort by time: `20261123T0900_add_booking_exclusion`. It runs inside a
 * transaction of its own, unless it says otherwise (CREATE INDEX CONCURRENTLY cannot).
 */
export interface Migration {
  readonly name: `${number}T${number}_${string}`;
  /** Knex reads this: `{ transaction: false }` runs the step outside a transaction. */
  readonly config?: { readonly transaction?: boolean };
  up(knex: Knex): Promise<void>;
}
