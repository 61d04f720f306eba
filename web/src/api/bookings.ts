import { request, requestNothing, requestPages } from './client.js';
import { list } from './decode.js';
import {
  bookingShape,
  bulkResultShape,
  editResultShape,
  holdShape,
  statsShape,
  type Booking,
  type BulkRow,
  type EditResult,
  type Hold,
  type Stats,
} from './models.js';

export interface Interval {
  readonly start: number;
  readonly end: number;
}
export interface BookingFilter {
  readonly desk?: number;
  readonly room?: number;
  readonly userOnly?: boolean;
  readonly start: number;
  readonly end: number;
}

/** crypto.randomUUID is missing on plain http outside localhost, where a self-hosted trial often runs. */
function newIdempotencyKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const iso = (ms: number): string => new Date(ms).toISOString();
const wire = ({ start, end }: Interval): { start_time: string; end_time: string } => ({
  start_time: iso(start),
  end_time: iso(end),
});

export const fetchBookings = (filter: BookingFilter, signal?: AbortSignal): Promise<Booking[]> =>
  requestPages('/bookings/', list(bookingShape), {
    signal,
    query: {
      desk: filter.desk,
      room: filter.room,
      user_only: filter.userOnly,
      start: iso(filter.start),
      end: iso(filter.end),
      limit: 500,
    },
  });

export const createBooking = (deskId: number, interval: Interval): Promise<Booking> =>
  request('/bookings/', bookingShape, {
    method: 'POST',
    body: { desk_id: deskId, ...wire(interval) },
    headers: { 'idempotency-key': newIdempotencyKey() },
  });

export const createBookings = async (deskId: number, intervals: readonly Interval[]): Promise<BulkRow[]> => {
  const body = { desk_id: deskId, intervals: intervals.map(wire), atomic: false };
  const { results } = await request('/bookings/bulk_create/', bulkResultShape, {
    method: 'POST',
    body,
    headers: { 'idempotency-key': newIdempotencyKey() },
  });
  return results;
};

/** Says which version was seen, where that is known. */
const ifSeen = ({ version }: Booking): Record<string, string> =>
  version === null ? {} : { 'if-match': `"${version}"` };

export const changeBooking = (booking: Booking, change: Partial<Interval>): Promise<Booking> =>
  request(`/bookings/${booking.id}/`, bookingShape, {
    method: 'PATCH',
    body: {
      ...(change.start === undefined ? {} : { start_time: iso(change.start) }),
      ...(change.end === undefined ? {} : { end_time: iso(change.end) }),
    },
    headers: ifSeen(booking),
  });

/** Makes one booking into several, or into another set of times, in one step. */
export const editIntervals = (booking: Booking, intervals: readonly Interval[]): Promise<EditResult> =>
  request(`/bookings/${booking.id}/edit_intervals/`, editResultShape, {
    method: 'POST',
    body: { intervals: intervals.map(wire) },
    headers: ifSeen(booking),
  });

export const cancelBooking = (id: number): Promise<void> => requestNothing(`/bookings/${id}/`, { method: 'DELETE' });
export const fetchStats = (zone: string): Promise<Stats> =>
  request('/bookings/stats/', statsShape, { query: { tz: zone } });

export const holdDesk = (deskId: number): Promise<Hold> =>
  request('/bookings/lock/', holdShape, { method: 'POST', body: { desk_id: deskId } });
export const extendHold = (deskId: number): Promise<void> =>
  requestNothing('/bookings/refresh_lock/', { method: 'POST', body: { desk_id: deskId } });
export const releaseDesk = (deskId: number): Promise<void> =>
  requestNothing('/bookings/unlock/', { method: 'POST', body: { desk_id: deskId } });

/** The release that survives a closing tab. */
export function releaseDeskOnLeave(deskId: number): void {
  navigator.sendBeacon(
    '/api/bookings/unlock/',
    new Blob([JSON.stringify({ desk_id: deskId })], { type: 'application/json' }),
  );
}
