import type { DeskId, LocationId, RoomId } from '@flexspace/kernel';
import { FieldCheck } from './field-check.js';

const PERCENT = [0, 100] as const;
/** More would not fit on a map, nor into one answer. */
export const DESKS_PER_ROOM = 2_000;

/** Which side of the desk the person sits at. */
export const ORIENTATIONS = ['top', 'bottom', 'left', 'right'] as const;
export type Orientation = (typeof ORIENTATIONS)[number];

export interface DeskFields {
  readonly name: string;
  /** Per cent of the map's width and height, so that a replaced map keeps its pins. */
  readonly posX: number;
  readonly posY: number;
  /** Undefined only in a request that names none we know. */
  readonly orientation: Orientation | undefined;
}

export interface Desk extends DeskFields {
  readonly id: DeskId;
  readonly roomId: RoomId;
  readonly locationId: LocationId;
  readonly orientation: Orientation;
  readonly version: number;
}

/** Fields that were checked. */
export interface CheckedDeskFields extends DeskFields {
  readonly orientation: Orientation;
}

/** Checks one desk's fields; `prefix` is put before their paths, e.g. `desks[3].`. */
export const checkDesk = (check: FieldCheck, given: DeskFields, prefix = ''): CheckedDeskFields => {
  if (given.orientation === undefined) check.add(`${prefix}orientation`, `must be one of ${ORIENTATIONS.join(', ')}`);
  return {
    name: check.name(`${prefix}name`, given.name),
    posX: check.between(`${prefix}pos_x`, given.posX, PERCENT),
    posY: check.between(`${prefix}pos_y`, given.posY, PERCENT),
    orientation: given.orientation ?? 'top',
  };
};

/** The fields as they are kept. Throws INVALID_REQUEST that names each one that is wrong. */
export const deskFields = (given: DeskFields): CheckedDeskFields => {
  const check = new FieldCheck();
  const fields = checkDesk(check, given);
  check.done();
  return fields;
};
