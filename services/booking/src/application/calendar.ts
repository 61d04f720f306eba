import { createHash, randomBytes } from 'node:crypto';
import { DAY_US, NotFound, plus, type Clock, type Instant } from '@flexspace/kernel';
import type { Booking } from '../domain/booking.js';
import type { Actor } from './actor.js';
import type { CalendarFeeds } from './ports.js';

const TOKEN_BYTES = 32;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;
/** A subscription shows the last month as well, so that what was cancelled lately is seen to be. */
const PAST_DAYS = 31;
const MAX_EVENTS = 2_000;

export interface CalendarParts {
  readonly clock: Clock;
  readonly feeds: CalendarFeeds;
}

const hash = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Since when the caller has a subscription; undefined when there is none. */
export const getCalendarFeed =
  (parts: CalendarParts) =>
  (actor: Actor): Promise<Instant | undefined> =>
    parts.feeds.createdAt(actor.person.id);

/** A new secret, told this once; the one before stops working. */
export const rotateCalendarFeed =
  (parts: CalendarParts) =>
  async (actor: Actor): Promise<{ readonly token: string; readonly createdAt: Instant }> => {
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const createdAt = parts.clock.now();
    await parts.feeds.put({ userId: actor.person.id, tokenHash: hash(token), createdAt });
    return { token, createdAt };
  };

export const revokeCalendarFeed =
  (parts: CalendarParts) =>
  (actor: Actor): Promise<void> =>
    parts.feeds.remove(actor.person.id);

/** The bookings of whoever made the secret, from a month ago on. An unknown secret is NOT_FOUND, like a revoked one. */
export const readCalendarFeed =
  (parts: CalendarParts) =>
  async (token: string): Promise<readonly Booking[]> => {
    const owner = TOKEN.test(token) ? await parts.feeds.ownerOf(hash(token)) : undefined;
    if (owner === undefined) throw new NotFound('calendar');
    return parts.feeds.bookingsOf(owner, plus(parts.clock.now(), -PAST_DAYS * DAY_US), MAX_EVENTS);
  };
