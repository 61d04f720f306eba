import type { Event } from '@flexspace/contracts/flexspace/events/v1/events';
import { containsInstant, type BookingId, type Instant, type Person } from '@flexspace/kernel';
import { newEvent, type OutboxMessage } from '@flexspace/messaging';
import { toWirePerson } from '@flexspace/service-kit';
import type { Booking } from '../domain/booking.js';
import type { DeskPlace } from '../domain/desk-place.js';
import { toWireBooking } from '../wire/booking-wire.js';

type DeskSpot = Pick<DeskPlace, 'deskId' | 'roomId' | 'locationId'>;
type Fact = NonNullable<Event['fact']>;

/** What one transaction did to the bookings of one desk. */
export interface DeskChange {
  readonly verb: 'created' | 'changed' | 'cancelled' | 'edited';
  readonly desk: DeskSpot;
  readonly upserted: readonly Booking[];
  readonly deletedIds: readonly BookingId[];
  /** Who has the desk at this very moment, when the change touches it; undefined when it does not. */
  readonly status: { readonly bookedBy: Person | undefined } | undefined;
  readonly actor: Person | undefined;
  readonly now: Instant;
}

const message = (
  subject: string,
  desk: DeskSpot,
  about: { readonly fact: Fact; readonly now: Instant; readonly actor?: Person | undefined },
): OutboxMessage => ({
  subject: `booking.v1.${subject}.${desk.locationId}`,
  event: newEvent({
    at: about.now,
    ...(about.actor !== undefined && { actor: about.actor }),
    locationId: desk.locationId,
    // The moment of the decision: two changes of one desk follow each other, because the constraint lets only one in.
    aggregateVersion: about.now,
    fact: about.fact,
  }),
});

const deskStatus = (desk: DeskSpot, bookedBy: Person | undefined) => ({
  deskId: desk.deskId,
  roomId: desk.roomId,
  isBooked: bookedBy !== undefined,
  bookedBy: bookedBy === undefined ? undefined : toWirePerson(bookedBy),
});

export const bookingsChanged = (change: DeskChange): OutboxMessage =>
  message(`booking.${change.verb}`, change.desk, {
    now: change.now,
    actor: change.actor,
    fact: {
      $case: 'bookingsChanged',
      value: {
        deskId: change.desk.deskId,
        roomId: change.desk.roomId,
        upserted: change.upserted.map((booking) => toWireBooking(booking, change.now)),
        deletedIds: [...change.deletedIds],
        status: change.status === undefined ? undefined : deskStatus(change.desk, change.status.bookedBy),
      },
    },
  });

export const deskStatusChanged = (desk: DeskSpot, bookedBy: Person | undefined, now: Instant): OutboxMessage =>
  message(`desk.${bookedBy === undefined ? 'vacated' : 'occupied'}`, desk, {
    now,
    fact: { $case: 'deskStatusChanged', value: deskStatus(desk, bookedBy) },
  });

export const permanentDeskChanged = (
  desk: DeskSpot,
  assignee: Person | undefined,
  about: { readonly now: Instant; readonly actor: Person },
): OutboxMessage =>
  message(`desk.${assignee === undefined ? 'unassigned' : 'assigned'}`, desk, {
    now: about.now,
    actor: about.actor,
    fact: {
      $case: 'permanentDeskChanged',
      value: {
        deskId: desk.deskId,
        roomId: desk.roomId,
        isPermanent: assignee !== undefined,
        assignee: assignee === undefined ? undefined : toWirePerson(assignee),
      },
    },
  });

/** The desk's state now after a change, from the bookings that were there before and are there after; undefined = untouched. */
export const statusNow = (
  before: readonly Booking[],
  after: readonly Booking[],
  now: Instant,
): DeskChange['status'] => {
  const present = (booking: Booking): boolean => !booking.cancelled && containsInstant(booking.during, now);
  const owner = after.find(present)?.user;
  return owner === undefined && !before.some(present) ? undefined : { bookedBy: owner };
};
