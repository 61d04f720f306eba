import type { DeskLock, DeskState } from '@flexspace/contracts/flexspace/booking/v1/booking';
import {
  Orientation as WireOrientation,
  type Desk as WireDesk,
} from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import { toMoment, toOptionalMoment, toPerson } from '../wire-mapper.js';
import type { Desk, LockState, Orientation } from './schemas.js';

const WIRE: Readonly<Record<Orientation, WireOrientation>> = {
  top: WireOrientation.ORIENTATION_TOP,
  bottom: WireOrientation.ORIENTATION_BOTTOM,
  left: WireOrientation.ORIENTATION_LEFT,
  right: WireOrientation.ORIENTATION_RIGHT,
};
const NAMES = new Map<WireOrientation, Orientation>([
  [WireOrientation.ORIENTATION_TOP, 'top'],
  [WireOrientation.ORIENTATION_BOTTOM, 'bottom'],
  [WireOrientation.ORIENTATION_LEFT, 'left'],
  [WireOrientation.ORIENTATION_RIGHT, 'right'],
]);

export const fromOrientation = (orientation: Orientation): WireOrientation => WIRE[orientation];
const toOrientation = (orientation: WireOrientation): Orientation => NAMES.get(orientation) ?? 'top';

export type DeskStates = ReadonlyMap<number, DeskState>;
export const byDesk = (states: readonly DeskState[]): DeskStates =>
  new Map(states.map((state) => [state.deskId, state]));

/** A desk that booking has not heard of yet is a new one: free. */
export const toDesk = (desk: WireDesk, states: DeskStates): Desk => {
  const state = states.get(desk.id);
  return {
    id: desk.id,
    name: desk.name,
    room: desk.roomId,
    pos_x: desk.posX,
    pos_y: desk.posY,
    orientation: toOrientation(desk.orientation),
    is_booked: state?.isBooked ?? false,
    booked_by: toPerson(state?.bookedBy),
    booked_until: state?.isBooked === true ? toOptionalMoment(state.until) : null,
    is_locked: state?.isLocked ?? false,
    locked_by: toPerson(state?.lockedBy),
    lock_expires_at: toOptionalMoment(state?.lockExpiresAt),
    is_permanent: state?.isPermanent ?? false,
    permanent_assignee: toPerson(state?.permanentAssignee),
    version: desk.version,
  };
};

export const toLockState = (lock: DeskLock): LockState =>
  lock.locked
    ? {
        locked: true,
        by: toPerson(lock.by),
        ...(lock.expiresAt !== undefined && { expires_at: toMoment(lock.expiresAt) }),
      }
    : { locked: false };
