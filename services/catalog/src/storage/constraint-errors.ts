import { violatedConstraint } from '@flexspace/database';
import { InvalidRequest } from '@flexspace/kernel';
import { AlreadyExists, InUse } from '../domain/catalog-errors.js';

type Refusal = (cause: unknown) => Error;

const nameTaken =
  (what: string): Refusal =>
  (cause) =>
    new AlreadyExists('name', `Another ${what} has this name.`, cause);

/** What a refused row means, by the name of the constraint that refused it. The rest are defects, and stay what they are. */
const MEANINGS: Readonly<Record<string, Refusal>> = {
  countries_name_unique: nameTaken('country'),
  locations_name_unique: nameTaken('location of this country'),
  floors_name_unique: nameTaken('floor of this location'),
  rooms_name_unique: nameTaken('room of this floor'),
  desks_name_unique: nameTaken('desk of this room'),
  locations_country_fk: (cause) => new InUse('This country still has locations.', 1, cause),
  rooms_floor_fk: () => InvalidRequest.field('floor_id', 'is no floor of this location'),
};

export const toRefusal = (error: unknown): unknown => {
  const violated = violatedConstraint(error);
  return (violated && MEANINGS[violated.constraint]?.(error)) ?? error;
};
