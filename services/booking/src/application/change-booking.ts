import { Stale, type BookingId, type Clock } from '@flexspace/kernel';
import { DeskLocked, noSuchBooking, noSuchDesk, refused, SlotTaken } from '../domain/booking-errors.js';
import { planChange, type WantedChange } from '../domain/booking-rules.js';
import type { Booking } from '../domain/booking.js';
import type { BookableDesk } from '../domain/desk-place.js';
import type { Actor } from './actor.js';
import { assertMayChange } from './assert-may-change.js';
import { holdersOrNobody } from './lock-holders.js';
import { outdated } from './outdated.js';
import type { BookingStore, DeskDirectory, DeskLocks } from './ports.js';

const MAX_DECISIONS = 4;

export interface ChangeBookingParts {
  readonly clock: Clock;
  readonly horizonDays: number;
  readonly desks: DeskDirectory;
  readonly bookings: BookingStore;
  readonly locks: DeskLocks;
}

export interface ChangeCommand extends WantedChange {
  readonly bookingId: BookingId;
  /** 0 = whatever it is. */
  readonly ifVersion: number;
}

/**
 * Moves a booking in time or to another desk. Giving time back is always allowed; time that was not in it before needs every
 * check of a new one, for the booking's owner, also when a manager asks.
 */
export const changeBooking =
  (parts: ChangeBookingParts) =>
  async (actor: Actor, command: ChangeCommand): Promise<Booking> => {
    for (let decision = 0; decision < MAX_DECISIONS; decision += 1) {
      const booking = await parts.bookings.find(command.bookingId);
      if (booking === undefined) throw noSuchBooking();
      await assertMayChange(actor, booking);
      if (command.ifVersion !== 0 && command.ifVersion !== booking.version) throw new Stale('booking');
      const now = parts.clock.now();
      const plan = planChange(booking, command, { now, horizonDays: parts.horizonDays });
      if (!plan.changesAnything) return booking;

      let target: BookableDesk | undefined;
      if (plan.adds) {
        target = await parts.desks.read(plan.deskId);
        if (target === undefined) throw noSuchDesk();
        await assertOwnerMayBook(parts, { actor, booking, target });
      }
      const outcome = await parts.bookings.apply({
        booking,
        during: plan.during,
        target,
        added: [],
        merged: [],
        actor: actor.person,
        now,
        wanted: undefined,
      });
      if (outcome.kind === 'done') return outcome.booking;
      if (outcome.kind === 'taken') throw new SlotTaken(outcome.conflicts);
    }
    throw outdated();
  };

/** Every check of a new booking, for the booking's owner; a desk behind the caller's own closed gate is refused as well. */
export const assertOwnerMayBook = async (
  parts: { readonly locks: DeskLocks },
  about: { readonly actor: Actor; readonly booking: Booking; readonly target: BookableDesk },
): Promise<void> => {
  const { actor, booking, target } = about;
  const subject = booking.user.id;
  const [refusal, hidden, holders] = await Promise.all([
    actor.refusal({ action: 'book', place: target, desk: target, subject }),
    subject === actor.person.id ? undefined : actor.refusal({ action: 'see', place: target }),
    holdersOrNobody(parts.locks, [target.deskId]),
  ]);
  if (hidden !== undefined) throw refused('LOCATION_GATE');
  if (refusal !== undefined) throw refused(refusal);
  const holder = holders.get(target.deskId)?.by;
  const movesHere = target.deskId !== booking.desk.deskId;
  if (movesHere && holder !== undefined && holder.id !== actor.person.id) throw new DeskLocked(holder);
};
