import {
  instant,
  InvalidRequest,
  locationId as toLocationId,
  NotFound,
  type Clock,
  type Instant,
  type Interval,
  type RoomId,
} from '@flexspace/kernel';
import type { DeskLock } from '../domain/desk-lock.js';
import { MAX_LENGTH_DAYS, MAX_LENGTH_US } from '../domain/booking-rules.js';
import type { Actor } from './actor.js';
import { holdersOrNobody } from './lock-holders.js';
import type { BookingViews, DeskLocks, DeskOccupancy } from './ports.js';

export interface DeskStateView extends DeskOccupancy {
  readonly lock: DeskLock | undefined;
}

export interface RoomStateView {
  readonly desks: readonly DeskStateView[];
  readonly availableDeskCount: number;
}

export type RoomMoment =
  | { readonly kind: 'now' }
  | { readonly kind: 'at'; readonly at: Instant }
  | { readonly kind: 'during'; readonly during: Interval };

const asRange = (moment: RoomMoment, now: Instant): Interval => {
  if (moment.kind === 'during') {
    if (moment.during.end - moment.during.start > 2 * MAX_LENGTH_US) {
      throw InvalidRequest.field('end', `must be at most ${2 * MAX_LENGTH_DAYS} days after start`);
    }
    return moment.during;
  }
  const at = moment.kind === 'at' ? moment.at : now;
  return { start: at, end: instant(at + 1) };
};

/** Every desk of a room at a moment or over a range. Locks are about now and shown only there. */
export const getRoomState =
  (parts: { readonly views: BookingViews; readonly locks: DeskLocks; readonly clock: Clock }) =>
  async (actor: Actor, roomId: RoomId, moment: RoomMoment): Promise<RoomStateView> => {
    const range = asRange(moment, parts.clock.now());
    const [place, desks] = await Promise.all([parts.views.roomPlace(roomId), parts.views.occupancy(roomId, range)]);
    const locationId = place?.locationId;
    // A room that nobody told of yet has no desks: catalog, which shows it, has checked who may see it.
    if (locationId === undefined) return { desks: [], availableDeskCount: 0 };
    const nowOnly = moment.kind === 'now';
    const [hidden, holders] = await Promise.all([
      actor.isService
        ? undefined
        : actor.refusal({ action: 'see', place: { roomId, locationId: toLocationId(locationId) } }),
      nowOnly
        ? holdersOrNobody(
            parts.locks,
            desks.map((desk) => desk.deskId),
          )
        : undefined,
    ]);
    if (hidden !== undefined) throw new NotFound('room');
    const free = desks.filter(
      (desk) => desk.bookedBy === undefined && desk.assignee === undefined && !desk.roomUnderMaintenance,
    );
    return {
      desks: desks.map((desk) => ({ ...desk, lock: holders?.get(desk.deskId) })),
      availableDeskCount: free.length,
    };
  };
