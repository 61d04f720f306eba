import type { DeskId, RoomId } from '@flexspace/kernel';
import { deskPlaces } from '../domain/desk-places.js';
import type { Desk } from '../domain/desk.js';
import type { CatalogFact } from '../domain/facts.js';
import type { Room } from '../domain/room.js';
import { requireCurrent } from '../domain/version-check.js';
import type { CatalogUnit } from './ports.js';

/** So that an event stays far below what NATS carries in one message, names at their longest included. */
const DESKS_PER_EVENT = 200;

/** What a change did to the desks of one room. */
export interface DeskChange {
  readonly kind: Extract<CatalogFact, { readonly desks: unknown }>['kind'];
  /** The made and changed ones as they are now. */
  readonly desks: readonly Desk[];
  readonly removedIds: readonly DeskId[];
  /** Desks as they were and are, for the audit trail. */
  readonly before: readonly Desk[];
}

/** The room of a change to its desks, at the version that the caller has seen. */
export const findRoom = async (unit: CatalogUnit, id: RoomId, ifVersion = 0): Promise<Room> => {
  return requireCurrent('room', await unit.rooms.find(id), ifVersion);
};

/** Counts the room's desks, announces the change in pieces, and audits each desk of it. */
export const recordDesks = async (unit: CatalogUnit, roomId: RoomId, change: DeskChange): Promise<void> => {
  const room = await unit.rooms.recountDesks(roomId);
  const around = await unit.rooms.surroundings(room);
  const places = deskPlaces(change.desks, room, { ...around, revision: unit.revision });
  const whole = { kind: change.kind, roomId, locationId: room.locationId };
  for (let at = 0; at === 0 || at < change.desks.length; at += DESKS_PER_EVENT) {
    unit.announce({
      ...whole,
      desks: change.desks.slice(at, at + DESKS_PER_EVENT),
      places: places.slice(at, at + DESKS_PER_EVENT),
      removedDeskIds: at === 0 ? change.removedIds : [],
    });
  }
  const before = new Map(change.before.map((desk) => [desk.id, desk]));
  const audit = (id: DeskId, after: Desk | undefined): void => {
    const was = before.get(id);
    unit.audit({
      action: was === undefined ? 'desk.created' : after === undefined ? 'desk.removed' : 'desk.changed',
      objectType: 'desk',
      objectId: id,
      locationId: room.locationId,
      before: was,
      after,
    });
  };
  change.desks.forEach((desk) => {
    audit(desk.id, desk);
  });
  change.removedIds.forEach((id) => {
    audit(id, undefined);
  });
};
