import type { BookingId, DeskId, Instant, Interval, LocationId, Person, RoomId, UserId } from '@flexspace/kernel';
import type { Booking, BookingStatus } from '../domain/booking.js';

/** The narrowest place that a list is of, with those it lies in. */
export type ListedPlace =
  | { readonly kind: 'desk'; readonly deskId: DeskId; readonly roomId: RoomId; readonly locationId: LocationId }
  | { readonly kind: 'room'; readonly roomId: RoomId; readonly locationId: LocationId }
  | { readonly kind: 'location'; readonly locationId: LocationId };

/** Bookings of one person, of a place, or of a person at a place. */
export interface BookingFilter {
  readonly place: ListedPlace | undefined;
  /** Undefined = everybody's, where there is a place. */
  readonly userId: UserId | undefined;
  /** Everybody's of these rooms of the place as well. */
  readonly alsoOfRooms: readonly RoomId[];
  readonly overlapping: Interval | undefined;
  readonly status: BookingStatus | undefined;
  readonly now: Instant;
  readonly limit: number;
  readonly after: { readonly start: Instant; readonly id: BookingId } | undefined;
}

/** A desk of a room at a moment or over a range. */
export interface DeskOccupancy {
  readonly deskId: DeskId;
  readonly locationId: LocationId;
  readonly bookedBy: Person | undefined;
  /** When the booking ends, or the next one starts where there is none. */
  readonly until: Instant | undefined;
  readonly assignee: Person | undefined;
  readonly roomUnderMaintenance: boolean;
}

export interface RoomCount {
  readonly roomId: RoomId;
  readonly locationId: LocationId;
  readonly deskCount: number;
  /** Booked now or one person's own, whether or not the room is under maintenance. */
  readonly takenDeskCount: number;
  readonly availableDeskCount: number;
  /** A name for the set of desks that were counted. */
  readonly deskSet: number;
}

/** Desks of a room that nobody else can take now. */
export interface TakenDesks {
  readonly roomId: RoomId;
  /** Unknown where nobody told of the room yet. */
  readonly locationId: LocationId | undefined;
  readonly deskIds: readonly DeskId[];
}

export interface BusyDesk {
  readonly deskId: DeskId;
  readonly name: string;
  readonly busy: readonly Interval[];
}

export interface BusyDesks {
  /** Equal ones mean equal desks: names, order and times. */
  readonly digest: string;
  readonly desks: readonly BusyDesk[];
}

export interface PlaceFilter {
  readonly locationId?: LocationId;
  readonly floorId?: number;
  readonly roomIds?: readonly RoomId[];
  readonly deskIds?: readonly DeskId[];
}

export interface UpcomingFilter extends PlaceFilter {
  readonly hiddenLocations: readonly LocationId[];
}

/** Reads for screens. */
export interface BookingViews {
  list(filter: BookingFilter): Promise<readonly Booking[]>;
  /** Also of what is removed, whose bookings are still listed; undefined where nothing can have been booked. */
  listedPlace(where: { deskId: DeskId } | { roomId: RoomId }): Promise<ListedPlace | undefined>;
  roomPlace(roomId: RoomId): Promise<{ roomId: RoomId; locationId: LocationId; timezone: string } | undefined>;
  occupancy(roomId: RoomId, during: Interval): Promise<readonly DeskOccupancy[]>;
  /** One query whatever the number of desks; a desk id, or all of a room. */
  busy(where: { roomId: RoomId } | { deskId: DeskId }, during: Interval): Promise<BusyDesks>;
  /** The digest that `busy` would give, without the rows. */
  digestOfBusy(where: { roomId: RoomId } | { deskId: DeskId }, during: Interval): Promise<string>;
  countRooms(
    filter: { roomIds: readonly RoomId[]; locationId: LocationId | undefined },
    now: Instant,
  ): Promise<readonly RoomCount[]>;
  takenDesks(roomIds: readonly RoomId[], now: Instant): Promise<readonly TakenDesks[]>;
  countUpcoming(filter: UpcomingFilter, now: Instant): Promise<number>;
}

export interface StatsWindow {
  readonly userId: UserId;
  readonly timezone: string;
  readonly now: Instant;
  readonly week: Interval;
  readonly month: Interval;
  readonly favouritesSince: Instant;
  readonly weekdaysSince: Instant;
}

export interface Favourite {
  readonly id: number;
  readonly name: string;
  readonly count: number;
}

export interface BookingStats {
  readonly active: Booking | undefined;
  readonly next: Booking | undefined;
  readonly hoursThisWeek: number;
  readonly hoursThisMonth: number;
  readonly upcomingCount: number;
  readonly favouriteLocation: Favourite | undefined;
  readonly favouriteDesk: Favourite | undefined;
  /** Seven, Monday first. */
  readonly weekdayCounts: readonly number[];
}

export interface StatsViews {
  stats(window: StatsWindow): Promise<BookingStats>;
}
