import type { FloorId, LocationId } from '@flexspace/kernel';
import { FieldCheck } from './field-check.js';

const LEVELS = [-200, 200] as const;

export interface FloorFields {
  readonly name: string;
  /** Sort order, lowest first. */
  readonly level: number;
}

export interface Floor extends FloorFields {
  readonly id: FloorId;
  readonly locationId: LocationId;
  readonly version: number;
}

/** The fields as they are kept. Throws INVALID_REQUEST that names each one that is wrong. */
export const floorFields = (given: FloorFields): FloorFields => {
  const check = new FieldCheck();
  const fields = { name: check.name('name', given.name), level: check.wholeBetween('level', given.level, LEVELS) };
  check.done();
  return fields;
};
