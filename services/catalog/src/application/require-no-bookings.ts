import { InUse } from '../domain/catalog-errors.js';
import type { BookingScope, Requester } from './ports.js';

/**
 * Throws IN_USE with their number when upcoming bookings would go with a place, unless that is wanted. Asked before the
 * transaction; a booking made in between is cancelled by the removal's event, like any other.
 */
export const requireNoBookings = async (by: Requester, below: BookingScope, force: boolean): Promise<void> => {
  if (force) return;
  const count = await by.bookings.countUpcoming(below);
  if (count > 0) throw InUse.byBookings(count);
};
