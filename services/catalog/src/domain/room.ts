import type { FloorId, LocationId, Person, RoomId } from '@flexspace/kernel';
import { FieldCheck } from './field-check.js';

export interface RoomFields {
  readonly name: string;
  readonly description: string;
  readonly floorId: FloorId;
}

/** The picture that desks are pinned to. */
export interface RoomMap {
  /** File name in the map store, never used twice. */
  readonly key: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

export interface Room extends RoomFields {
  readonly id: RoomId;
  /** A room never leaves its location: bookings, locks and topics of its desks are bound to it. */
  readonly locationId: LocationId;
  readonly map: RoomMap | undefined;
  readonly deskCount: number;
  readonly isUnderMaintenance: boolean;
  /** Who set the maintenance; undefined when there is none. */
  readonly maintenanceBy: Person | undefined;
  readonly version: number;
}

/** The fields as they are kept. Throws INVALID_REQUEST that names each one that is wrong. */
export const roomFields = (given: RoomFields): RoomFields => {
  const check = new FieldCheck();
  const fields = {
    name: check.name('name', given.name),
    description: check.description('description', given.description),
    floorId: given.floorId,
  };
  check.done();
  return fields;
};
