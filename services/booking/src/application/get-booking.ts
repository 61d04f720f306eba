import type { BookingId } from '@flexspace/kernel';
import { noSuchBooking } from '../domain/booking-errors.js';
import type { Booking } from '../domain/booking.js';
import type { Actor } from './actor.js';
import type { BookingStore } from './ports.js';

/** One booking, where the caller may see it: its owner always, others while they see the place; a cancelled one only those who could change it. */
export const getBooking =
  (parts: { readonly bookings: BookingStore }) =>
  async (actor: Actor, id: BookingId): Promise<Booking> => {
    const booking = await parts.bookings.find(id);
    if (booking === undefined) throw noSuchBooking();
    if (booking.user.id === actor.person.id || actor.isService) return booking;
    const refusal = await actor.refusal(
      booking.cancelled
        ? { action: 'change', place: booking.desk, owner: booking.user.id }
        : { action: 'see', place: booking.desk },
    );
    if (refusal !== undefined) throw noSuchBooking();
    return booking;
  };
