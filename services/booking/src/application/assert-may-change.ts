import { noSuchBooking, refused } from '../domain/booking-errors.js';
import type { Booking } from '../domain/booking.js';
import type { Actor } from './actor.js';

/** Owner, managers of the room, staff, superusers. To whom the place is hidden, the booking does not exist. */
export const assertMayChange = async (actor: Actor, booking: Booking): Promise<void> => {
  const refusal = await actor.refusal({ action: 'change', place: booking.desk, owner: booking.user.id });
  if (refusal === undefined) return;
  const hidden = await actor.refusal({ action: 'see', place: booking.desk });
  throw hidden === undefined ? refused('NOT_OWNER') : noSuchBooking();
};
