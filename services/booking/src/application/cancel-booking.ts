import { Stale, type BookingId, type Clock } from '@flexspace/kernel';
import { BookingElapsed, noSuchBooking } from '../domain/booking-errors.js';
import { statusOf, type Booking } from '../domain/booking.js';
import type { Actor } from './actor.js';
import { assertMayChange } from './assert-may-change.js';
import { outdated } from './outdated.js';
import type { BookingStore } from './ports.js';

const MAX_DECISIONS = 4;

export interface CancelCommand {
  readonly bookingId: BookingId;
  /** 0 = whatever it is. */
  readonly ifVersion: number;
}

/** Cancels a booking; one that is over only staff and superusers. Cancelling a cancelled one changes nothing. */
export const cancelBooking =
  (parts: { readonly bookings: BookingStore; readonly clock: Clock }) =>
  async (actor: Actor, command: CancelCommand): Promise<Booking> => {
    for (let decision = 0; decision < MAX_DECISIONS; decision += 1) {
      const booking = await parts.bookings.find(command.bookingId);
      if (booking === undefined) throw noSuchBooking();
      await assertMayChange(actor, booking);
      if (booking.cancelled) return booking;
      if (command.ifVersion !== 0 && command.ifVersion !== booking.version) throw new Stale('booking');
      const now = parts.clock.now();
      if (statusOf(booking, now) === 'elapsed' && !actor.isStaff) throw new BookingElapsed();
      const outcome = await parts.bookings.apply({
        booking,
        during: undefined,
        target: undefined,
        added: [],
        merged: [],
        actor: actor.person,
        now,
        wanted: undefined,
      });
      if (outcome.kind === 'done') return outcome.booking;
    }
    throw outdated();
  };
