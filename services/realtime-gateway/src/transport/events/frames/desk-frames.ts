import { Orientation, type Desk } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import type {
  DeskLockChanged,
  DesksChanged,
  DeskStatusChanged,
  PermanentDeskChanged,
} from '@flexspace/contracts/flexspace/events/v1/events';
import { formatInstant } from '@flexspace/kernel';
import { fromTimestamp } from '@flexspace/service-kit';
import type { DraftFrame } from '../../../application/publish-event.js';
import { roomTopic } from '../../../domain/topic.js';
import { personShape } from './person-shape.js';

/** A whole grid in single frames would drown a browser: beyond this the room is to be loaded again. */
const MAX_DESK_FRAMES = 100;

const ORIENTATIONS: Readonly<Record<Orientation, string>> = {
  [Orientation.ORIENTATION_UNSPECIFIED]: 'top',
  [Orientation.ORIENTATION_TOP]: 'top',
  [Orientation.ORIENTATION_BOTTOM]: 'bottom',
  [Orientation.ORIENTATION_LEFT]: 'left',
  [Orientation.ORIENTATION_RIGHT]: 'right',
  [Orientation.UNRECOGNIZED]: 'top',
};

const toRoom = (roomId: number, type: string, payload: Readonly<Record<string, unknown>>): DraftFrame => ({
  type,
  audience: { kind: 'topic', topic: roomTopic(roomId) },
  payload,
});

/** Booked or free, at this very moment. */
export const deskStatusFrame = (status: DeskStatusChanged): DraftFrame =>
  toRoom(status.roomId, 'desk_status', {
    desk_id: status.deskId,
    is_booked: status.isBooked,
    booked_by: personShape(status.bookedBy),
  });

/** Somebody chooses on this desk's calendar, or does not any more. */
export const deskLockFrame = (lock: DeskLockChanged): DraftFrame =>
  toRoom(lock.roomId, 'desk_lock', {
    desk_id: lock.deskId,
    locked: lock.locked,
    locked_by: personShape(lock.lockedBy),
    expires_at: lock.expiresAt === undefined ? null : formatInstant(fromTimestamp(lock.expiresAt, 'expires_at')),
  });

const layoutOf = (desk: Desk): Readonly<Record<string, unknown>> => ({
  id: desk.id,
  name: desk.name,
  room: desk.roomId,
  pos_x: desk.posX,
  pos_y: desk.posY,
  orientation: ORIENTATIONS[desk.orientation],
});

/** `desk` carries the fields that changed; the others stay as they are. */
export const desksChangedFrames = (change: DesksChanged): DraftFrame[] => {
  if (change.desks.length + change.removedDeskIds.length > MAX_DESK_FRAMES) {
    return [toRoom(change.roomId, 'room_changed', { room_id: change.roomId, room: null, reload: true })];
  }
  return [
    ...change.desks.map((desk) => toRoom(change.roomId, 'desk_changed', { desk_id: desk.id, desk: layoutOf(desk) })),
    ...change.removedDeskIds.map((id) => toRoom(change.roomId, 'desk_removed', { desk_id: id })),
  ];
};

/** A desk became one person's own, or everybody's again. */
export const permanentDeskFrame = (change: PermanentDeskChanged): DraftFrame =>
  toRoom(change.roomId, 'desk_changed', {
    desk_id: change.deskId,
    desk: {
      id: change.deskId,
      is_permanent: change.isPermanent,
      permanent_assignee: change.isPermanent ? personShape(change.assignee) : null,
    },
  });
