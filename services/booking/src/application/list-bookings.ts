import {
  Forbidden,
  InvalidRequest,
  managesLocation,
  seesLocation,
  type BookingId,
  type Clock,
  type DeskId,
  type Instant,
  type Interval,
  type LocationId,
  type RoomId,
  type UserId,
} from '@flexspace/kernel';
import type { Booking, BookingStatus } from '../domain/booking.js';
import type { Actor } from './actor.js';
import type { BookingFilter, BookingViews, ListedPlace } from './ports.js';

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
    assertMayAsk(actor, question, whose);
    const place = isPlaced(question) ? await placeOf(parts.views, question) : undefined;
    if (isPlaced(question) && place === undefined) return { bookings: [], next: undefined };
    const limit = Math.min(question.pageSize === 0 ? DEFAULT_PAGE : question.pageSize, MAX_PAGE);
    const found = await parts.views.list({
      place,
      ...(whose === undefined && place !== undefined
        ? await audienceOf(actor, place, question.status)
        : { userId: whose, alsoOfRooms: [] }),
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

const isPlaced = ({ deskId, roomId, locationId }: ListQuestion): boolean =>
  (deskId ?? roomId ?? locationId) !== undefined;

const assertMayAsk = (actor: Actor, question: ListQuestion, whose: UserId | undefined): void => {
  if (whose !== undefined && whose !== actor.person.id && !actor.isStaff && !actor.isService) {
    throw new Forbidden('FORBIDDEN', "Only staff may list somebody else's bookings.");
  }
  if (whose === undefined && !isPlaced(question)) {
    throw InvalidRequest.field('desk', 'one of desk, room, location, user or user_only is required');
  }
};

/** The narrowest place that was asked for; undefined where it does not lie in the others. */
const placeOf = async (
  views: BookingViews,
  { deskId, roomId, locationId }: ListQuestion,
): Promise<ListedPlace | undefined> => {
  const place = await narrowest(views, { deskId, roomId, locationId });
  if (place === undefined) return undefined;
  const inRoom = roomId === undefined || place.kind === 'location' || place.roomId === roomId;
  const inLocation = locationId === undefined || place.locationId === locationId;
  return inRoom && inLocation ? place : undefined;
};

const narrowest = async (
  views: BookingViews,
  { deskId, roomId, locationId }: Pick<ListQuestion, 'deskId' | 'roomId' | 'locationId'>,
): Promise<ListedPlace | undefined> => {
  if (deskId !== undefined) return views.listedPlace({ deskId });
  if (roomId !== undefined) return views.listedPlace({ roomId });
  return locationId === undefined ? undefined : { kind: 'location', locationId };
};

/**
 * Whose bookings of a place are shown: everybody's where it is seen, one's own where it is hidden. Cancelled ones are for their
 * owners and for those who manage the room.
 */
const audienceOf = async (
  actor: Actor,
  place: ListedPlace,
  status: BookingStatus | undefined,
): Promise<Pick<BookingFilter, 'userId' | 'alsoOfRooms'>> => {
  const everybody = { userId: undefined, alsoOfRooms: [] };
  if (actor.isService) return everybody;
  const reach = await actor.reach();
  const own = { userId: actor.person.id, alsoOfRooms: [] };
  if (!seesLocation(reach, place.locationId)) return own;
  if (status !== 'cancelled' || reach.passesGates || managesLocation(reach, place.locationId)) return everybody;
  if (place.kind === 'location') return { ...own, alsoOfRooms: [...reach.managedRooms] };
  return reach.managedRooms.has(place.roomId) ? everybody : own;
};
