import type { BookingId, Instant, Interval, Person } from '@flexspace/kernel';
import type { DeskPlace } from './desk-place.js';

/** Where a booking is in its life, seen from a moment. */
export type BookingStatus = 'upcoming' | 'active' | 'elapsed' | 'cancelled';

/** A desk that somebody has for a while. */
export interface Booking {
  readonly id: BookingId;
  readonly desk: DeskPlace;
  readonly user: Person;
  readonly during: Interval;
  readonly cancelled: boolean;
  /** Grows with each change by a person. */
  readonly version: number;
}

export const statusOf = (booking: Pick<Booking, 'during' | 'cancelled'>, now: Instant): BookingStatus => {
  if (booking.cancelled) return 'cancelled';
  if (booking.during.end <= now) return 'elapsed';
  return booking.during.start <= now ? 'active' : 'upcoming';
};

/**
 * Which of its two announcements a booking has behind it: 0 none, 1 its start, 2 its end as well. One written while it runs
 * is announced by its own event, so it begins life at 1.
 */
export type Phase = 0 | 1 | 2;

export const phaseAt = (during: Interval, now: Instant): Phase => {
  if (during.end <= now) return 2;
  return during.start <= now ? 1 : 0;
};
