import {
  bookingId,
  deskId,
  floorId,
  locationId,
  roomId,
  userId,
  type BookingId,
  type Instant,
  type Person,
} from '@flexspace/kernel';
import type { Booking } from '../domain/booking.js';
import { query, type Executor } from './sql.js';

/** A booking with the names it is shown with, as BOOKING_SELECT reads it. */
export interface BookingRow {
  readonly id: number;
  readonly desk_id: number;
  readonly desk_name: string;
  readonly room_id: number;
  readonly room_name: string;
  readonly floor_id: number;
  readonly floor_name: string;
  readonly location_id: number;
  readonly location_name: string;
  readonly timezone: string;
  readonly user_id: string;
  readonly username: string;
  readonly full_name: string;
  readonly start_at: Instant;
  readonly end_at: Instant;
  readonly cancelled: boolean;
  readonly version: number;
}

/** The columns of BookingRow from `b`, whatever `b` is. */
export const BOOKING_COLUMNS = `
  b.id, b.desk_id, d.name AS desk_name, b.room_id, r.name AS room_name, r.floor_id, r.floor_name,
  b.location_id, l.name AS location_name, l.timezone,
  b.user_id, coalesce(p.username, b.user_id::text) AS username, coalesce(p.full_name, b.user_id::text) AS full_name,
  b.start_at, b.end_at, b.cancelled_at IS NOT NULL AS cancelled, b.version`;

export const BOOKING_JOINS = `
  JOIN booking.desk_places d ON d.desk_id = b.desk_id
  JOIN booking.room_places r ON r.room_id = b.room_id
  JOIN booking.location_places l ON l.location_id = b.location_id
  LEFT JOIN booking.people p ON p.user_id = b.user_id`;

export const BOOKING_SELECT = `SELECT ${BOOKING_COLUMNS} FROM booking.bookings b ${BOOKING_JOINS}`;

export const toPerson = (row: Pick<BookingRow, 'user_id' | 'username' | 'full_name'>): Person => ({
  id: userId(row.user_id),
  username: row.username,
  fullName: row.full_name,
});

export const toBooking = (row: BookingRow): Booking => ({
  id: bookingId(row.id),
  desk: {
    deskId: deskId(row.desk_id),
    deskName: row.desk_name,
    roomId: roomId(row.room_id),
    roomName: row.room_name,
    // A room that was only ever heard of as removed has no floor; nothing books there.
    floorId: floorId(Math.max(row.floor_id, 1)),
    floorName: row.floor_name,
    locationId: locationId(row.location_id),
    locationName: row.location_name,
    timezone: row.timezone,
  },
  user: toPerson(row),
  during: { start: row.start_at, end: row.end_at },
  cancelled: row.cancelled,
  version: row.version,
});

/** The first value of an id block, and how many ids there are in it. */
export const ID_BLOCK = 64;

/** Takes blocks of ids from the database's sequence; answers the first id of each. */
export const takeBlocks = async (executor: Executor, blocks: number): Promise<readonly number[]> => {
  const rows = await query<{ first: number }>(
    executor,
    "SELECT nextval('booking.booking_ids') AS first FROM generate_series(1, :blocks::integer)",
    { blocks },
  );
  return rows.map((row) => row.first);
};

/** Blocks that are taken ahead, so that hardly anybody has to wait for one. */
const STOCK_BLOCKS = 4;

/** Hands out booking ids from blocks of which some are taken ahead; more than those come by one query. */
export const createIdSource = (
  nextBlocks: (blocks: number) => Promise<readonly number[]>,
): ((count: number) => Promise<BookingId[]>) => {
  const free: BookingId[] = [];
  let filling: Promise<void> | undefined;
  const fill = async (missing: number): Promise<void> => {
    for (const first of await nextBlocks(Math.ceil(missing / ID_BLOCK) + STOCK_BLOCKS)) {
      for (let offset = 0; offset < ID_BLOCK; offset += 1) free.push(bookingId(first + offset));
    }
  };
  // One filling at a time for all who wait: a burst must not waste blocks for each.
  const fillOnce = (missing: number): Promise<void> => {
    filling ??= fill(missing).finally(() => {
      filling = undefined;
    });
    return filling;
  };
  return async (count) => {
    while (free.length < count) await fillOnce(count - free.length);
    const taken = free.splice(0, count);
    // Ahead of need; where that fails, whoever needs ids next finds out and is told.
    if (free.length < (STOCK_BLOCKS * ID_BLOCK) / 2) fillOnce(0).catch(() => undefined);
    return taken;
  };
};
