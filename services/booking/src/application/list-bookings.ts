import {
  Forbidden,
  InvalidRequest,
  type BookingId,
  type Clock,
  type DeskId,
  type Instant,
  type Interval,
  type LocationId,
  type Reach,
  type RoomId,
  type UserId,
} from '@flexspace/kernel';
import type { Booking, BookingStatus } from '../domain/booking.js';
import type { Actor } from './actor.js';
import { hiddenFrom } from './hidden-locations.js';
import type { Audience, BookingViews } from './ports.js';

const DEFAULT_PAGE = 100;
const MAX_PAGE = 500;

export interface ListQuestion {
  readonly deskId: DeskId | undefined;
  readonly roomId: RoomId | undefined;
  readonly locationId: LocationId | undefined;
  readonly overlapping: Interval | undefined;
  readonly ownOnly: boolean;
  readonly userId: UserId | undefined;
  readonly status: BookingStatus | undefined;
  readonly pageSize: number;
  readonly after: Cursor | undefined;
}

export interface Cursor {
  readonly start: Instant;
  readonly id: BookingId;
}

export interface BookingPage {
  readonly bookings: readonly Booking[];
  readonly next: Cursor | undefined;
}

/** Bookings by start, then id: one's own, or those of a place that the caller sees. */
export const listBookings =
  (parts: { readonly views: BookingViews; readonly clock: Clock }) =>
  async (actor: Actor, question: ListQuestion): Promise<BookingPage> => {
    const whose = question.ownOnly ? actor.person.id : question.userId;
    const limit = Math.min(question.pageSize === 0 ? DEFAULT_PAGE : question.pageSize, MAX_PAGE);
    const { audience, hidden } = await audienceOf(actor, question, whose);
    const found = await parts.views.list({
      caller: actor.person.id,
      audience,
      hiddenLocations: hidden,
      deskId: question.deskId,
      roomId: question.roomId,
      locationId: question.locationId,
      userId: whose,
      overlapping: question.overlapping,
      status: question.status,
      now: parts.clock.now(),
      // One more than asked for tells whether there is a next page.
      limit: limit + 1,
      after: question.after,
    });
    const bookings = found.slice(0, limit);
    const last = bookings.at(-1);
    const more = found.length > limit && last !== undefined;
    return { bookings, next: more ? { start: last.during.start, id: last.id } : undefined };
  };

const audienceOf = async (
  actor: Actor,
  question: ListQuestion,
  whose: UserId | undefined,
): Promise<{ audience: Audience; hidden: readonly LocationId[] }> => {
  if (whose === actor.person.id) return { audience: { kind: 'own' }, hidden: [] };
  if (whose !== undefined && !actor.isStaff && !actor.isService) {
    throw new Forbidden('FORBIDDEN', "Only staff may list somebody else's bookings.");
  }
  const placed = question.deskId ?? question.roomId ?? question.locationId;
  if (whose === undefined && placed === undefined) {
    throw InvalidRequest.field('desk', 'one of desk, room, location, user or user_only is required');
  }
  if (actor.isService) return { audience: { kind: 'everything' }, hidden: [] };
  const reach = await actor.reach();
  const hidden = hiddenFrom(reach);
  return { audience: question.status === 'cancelled' ? ofCancelled(reach) : { kind: 'everything' }, hidden };
};

/** Cancelled ones are for their owners and for those who manage the room. */
const ofCancelled = (reach: Reach): Audience =>
  reach.passesGates || reach.managesEverything
    ? { kind: 'everything' }
    : { kind: 'cancelled_of', locations: [...reach.managedLocations], rooms: [...reach.managedRooms] };
