import type { Clock, DeskId, Interval } from '@flexspace/kernel';
import { DeskLocked, KeyReused, noSuchDesk, refused, SlotTaken } from '../domain/booking-errors.js';
import { assertBookableTime } from '../domain/booking-rules.js';
import type { Booking } from '../domain/booking.js';
import type { Actor } from './actor.js';
import { anyOutdated, outdated } from './outdated.js';
import type { BookingStore, DeskDirectory, DeskLocks, IdempotencyKey } from './ports.js';
import { holdersOrNobody } from './lock-holders.js';

export interface CreateBookingParts {
  readonly clock: Clock;
  readonly horizonDays: number;
  readonly desks: DeskDirectory;
  readonly bookings: BookingStore;
  readonly locks: DeskLocks;
}

export interface CreateBookingCommand {
  readonly deskId: DeskId;
  readonly during: Interval;
  /** Already bound to the caller and to the request's content. */
  readonly key: IdempotencyKey | undefined;
}

/** How often a decision is made anew because the desk changed meanwhile. */
const MAX_DECISIONS = 4;

/**
 * Books a desk for the caller. Access and the desk lock are asked at the same time, before the one statement that writes; that
 * statement compares the desk with what was asked about, and the constraint decides who gets it.
 */
export const createBooking =
  (parts: CreateBookingParts) =>
  async (actor: Actor, command: CreateBookingCommand): Promise<Booking> => {
    const { deskId, during, key } = command;
    const earlier = key && (await parts.bookings.recall(key));
    if (earlier?.kind === 'key_reused') throw new KeyReused();
    if (earlier !== undefined) return earlier.booking;
    assertBookableTime(during, { now: parts.clock.now(), horizonDays: parts.horizonDays });

    for (let decision = 0; decision < MAX_DECISIONS; decision += 1) {
      const desk = await parts.desks.find(deskId);
      if (desk === undefined) throw noSuchDesk();
      const [refusal, holders] = await Promise.all([
        actor.refusal({ action: 'book', place: desk, desk }),
        holdersOrNobody(parts.locks, [deskId]),
      ]);
      if (refusal !== undefined) {
        if (await anyOutdated(parts.desks, [desk])) continue;
        throw refused(refusal);
      }
      const holder = holders.get(deskId)?.by;
      if (holder !== undefined && holder.id !== actor.person.id) throw new DeskLocked(holder);

      const outcome = await parts.bookings.create({ desk, user: actor.person, during, now: parts.clock.now() }, key);
      switch (outcome.kind) {
        case 'created':
        case 'replayed':
          return outcome.booking;
        case 'taken':
          throw new SlotTaken(outcome.conflicts);
        case 'key_reused':
          throw new KeyReused();
        case 'facts_changed':
          parts.desks.forget(deskId);
      }
    }
    throw outdated();
  };
