import { createHash } from 'node:crypto';
import {
  BookingStatus as WireStatus,
  type BookingStats as WireStats,
  type BulkCreateBookingsRequest,
  type CreateBookingRequest,
  type DeskLock as WireLock,
  type DeskState,
  type GetAvailabilityResponse,
  type GetRoomStateRequest,
  type ListBookingsRequest,
} from '@flexspace/contracts/flexspace/booking/v1/booking';
import {
  bookingId,
  deskId,
  instant,
  InvalidRequest,
  locationId,
  roomId,
  userId,
  type BookingId,
  type DeskId,
  type Instant,
  type LocationId,
  type RoomId,
  type UserId,
} from '@flexspace/kernel';
import { fromTimestamp, fromWireInterval, toTimestamp, toWireInterval, toWirePerson } from '@flexspace/service-kit';
import type { Availability } from '../../application/availability.js';
import type { BulkCommand } from '../../application/bulk-create.js';
import type { StatsResult } from '../../application/booking-stats.js';
import type { Cursor, ListQuestion } from '../../application/list-bookings.js';
import type { IdempotencyKey } from '../../application/ports.js';
import type { DeskStateView, RoomMoment } from '../../application/room-state.js';
import type { BookingStatus } from '../../domain/booking.js';
import type { DeskLock } from '../../domain/desk-lock.js';
import { toWireBooking } from '../../wire/booking-wire.js';

const read = <Id>(parse: (value: number) => Id, value: number, path: string): Id => {
  try {
    return parse(value);
  } catch (error) {
    if (error instanceof RangeError) throw InvalidRequest.field(path, 'must be a positive integer');
    throw error;
  }
};
export const readDeskId = (value: number, path = 'desk_id'): DeskId => read(deskId, value, path);
export const readRoomId = (value: number, path = 'room_id'): RoomId => read(roomId, value, path);
export const readLocationId = (value: number, path = 'location_id'): LocationId => read(locationId, value, path);
export const readBookingId = (value: number): BookingId => read(bookingId, value, 'booking_id');

export const readUserId = (value: string, path = 'user_id'): UserId => {
  try {
    return userId(value);
  } catch (error) {
    if (error instanceof RangeError) throw InvalidRequest.field(path, 'must be a user id');
    throw error;
  }
};

/** 0 means that nothing was asked for. */
export const optional = <Id>(value: number, parse: (value: number) => Id): Id | undefined =>
  value === 0 ? undefined : parse(value);

const KEY = /^[\x21-\x7e]{1,128}$/;

/** The key with whose it is and what it was sent for; undefined when there is none. */
export const readKey = (key: string, owner: UserId, content: unknown): IdempotencyKey | undefined => {
  if (key === '') return undefined;
  if (!KEY.test(key)) throw InvalidRequest.field('Idempotency-Key', 'must be 1 to 128 visible ASCII characters');
  return { userId: owner, key, fingerprint: createHash('sha256').update(JSON.stringify(content)).digest('base64') };
};

export const readCreate = (request: CreateBookingRequest, owner: UserId) => {
  const asked = readDeskId(request.deskId);
  const during = fromWireInterval(request.interval, '');
  return { deskId: asked, during, key: readKey(request.idempotencyKey, owner, ['create', asked, during]) };
};

export const readBulk = (request: BulkCreateBookingsRequest, owner: UserId): BulkCommand => {
  const { atomic, singleDesk } = request;
  const deskIds = request.deskIds.map((id, index) => readDeskId(id, `desk_ids[${index}]`));
  const intervals = request.intervals.map((range, index) => fromWireInterval(range, `intervals[${index}]`));
  const key = readKey(request.idempotencyKey, owner, ['bulk', deskIds, intervals, atomic, singleDesk]);
  return { deskIds, intervals, atomic, singleDesk, key };
};

const STATUS: Partial<Record<WireStatus, BookingStatus>> = {
  [WireStatus.BOOKING_STATUS_UPCOMING]: 'upcoming',
  [WireStatus.BOOKING_STATUS_ACTIVE]: 'active',
  [WireStatus.BOOKING_STATUS_ELAPSED]: 'elapsed',
  [WireStatus.BOOKING_STATUS_CANCELLED]: 'cancelled',
};

export const readList = (request: ListBookingsRequest): ListQuestion => {
  const status = STATUS[request.status];
  if (status === undefined && request.status !== WireStatus.BOOKING_STATUS_UNSPECIFIED) {
    throw InvalidRequest.field('status', 'must be upcoming, active, elapsed or cancelled');
  }
  if (request.pageSize < 0) throw InvalidRequest.field('limit', 'must be from 1 to 500');
  return {
    deskId: optional(request.deskId, readDeskId),
    roomId: optional(request.roomId, readRoomId),
    locationId: optional(request.locationId, readLocationId),
    overlapping: request.overlapping && fromWireInterval(request.overlapping, 'overlapping'),
    ownOnly: request.ownOnly,
    userId: request.userId === '' ? undefined : readUserId(request.userId, 'user'),
    status,
    pageSize: request.pageSize,
    after: readCursor(request.pageToken),
  };
};

const CURSOR = /^(\d{1,16})\.(\d{1,16})$/;

const readCursor = (token: string): Cursor | undefined => {
  if (token === '') return undefined;
  const match = CURSOR.exec(Buffer.from(token, 'base64url').toString('latin1'));
  if (match === null) throw InvalidRequest.field('cursor', 'is not a cursor of this list');
  return { start: instant(Number(match[1])), id: read(bookingId, Number(match[2]), 'cursor') };
};

export const toCursor = (cursor: Cursor | undefined): string =>
  cursor === undefined ? '' : Buffer.from(`${cursor.start}.${cursor.id}`, 'latin1').toString('base64url');

export const readMoment = (request: GetRoomStateRequest): RoomMoment => {
  if (request.during !== undefined && request.during.endTime !== undefined) {
    return { kind: 'during', during: fromWireInterval(request.during, 'during') };
  }
  const at = request.at ?? request.during?.startTime;
  return at === undefined ? { kind: 'now' } : { kind: 'at', at: fromTimestamp(at, 'at') };
};

export const toWireLock = (asked: DeskId, lock: DeskLock | undefined): WireLock => ({
  deskId: asked,
  locked: lock !== undefined,
  by: lock && toWirePerson(lock.by),
  expiresAt: lock && toTimestamp(lock.expiresAt),
  maxExpiresAt: lock && toTimestamp(lock.maxExpiresAt),
});

export const toWireDeskState = (desk: DeskStateView): DeskState => ({
  deskId: desk.deskId,
  isBooked: desk.bookedBy !== undefined,
  bookedBy: desk.bookedBy && toWirePerson(desk.bookedBy),
  until: desk.until === undefined ? undefined : toTimestamp(desk.until),
  isLocked: desk.lock !== undefined,
  lockedBy: desk.lock && toWirePerson(desk.lock.by),
  lockExpiresAt: desk.lock && toTimestamp(desk.lock.expiresAt),
  isPermanent: desk.assignee !== undefined,
  permanentAssignee: desk.assignee && toWirePerson(desk.assignee),
});

export const toWireAvailability = (availability: Availability): GetAvailabilityResponse => ({
  roomId: availability.roomId,
  timezone: availability.timezone,
  desks: availability.desks.map((desk) => ({
    deskId: desk.deskId,
    name: desk.name,
    days: desk.days.map((day) => ({ ...day, busy: day.busy.map(toWireInterval) })),
  })),
  view: availability.name,
});

export const toWireStats = (stats: StatsResult, now: Instant): WireStats => ({
  active: stats.active && toWireBooking(stats.active, now),
  next: stats.next && toWireBooking(stats.next, now),
  hoursThisWeek: stats.hoursThisWeek,
  hoursThisMonth: stats.hoursThisMonth,
  upcomingCount: stats.upcomingCount,
  favouriteLocation: stats.favouriteLocation,
  favouriteDesk: stats.favouriteDesk,
  busiestWeekday: stats.busiestWeekday ?? 0,
  weekdayCounts: [...stats.weekdayCounts],
});
