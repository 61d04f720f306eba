import type { Instant, Person, UserId } from '@flexspace/kernel';
import type { Booking } from '../domain/booking.js';

/** Calendar subscriptions, each known by the hash of its secret. */
export interface CalendarFeeds {
  createdAt(userId: UserId): Promise<Instant | undefined>;
  put(feed: { readonly userId: UserId; readonly tokenHash: string; readonly createdAt: Instant }): Promise<void>;
  remove(userId: UserId): Promise<void>;
  ownerOf(tokenHash: string): Promise<UserId | undefined>;
  /** Bookings that end after a moment, cancelled ones too, soonest first. */
  bookingsOf(userId: UserId, endingAfter: Instant, limit: number): Promise<readonly Booking[]>;
}

/** One line of the audit trail as it was written; before and after are JSON text. */
export interface AuditLine {
  readonly id: number;
  readonly at: Instant;
  readonly actor: Person | null;
  readonly action: string;
  readonly objectType: string;
  readonly objectId: string;
  readonly locationId: number;
  readonly before: string;
  readonly after: string;
  readonly requestId: string;
  readonly clientId: string;
  readonly clientAddress: string;
  readonly hash: string;
}

/** What is absent does not matter. */
export interface AuditFilter {
  readonly locationId?: number;
  readonly actorId?: string;
  readonly action?: string;
  readonly objectType?: string;
  readonly objectId?: string;
  readonly from?: Instant;
  readonly until?: Instant;
  /** Only lines older than this one. */
  readonly beforeId?: number;
}

export interface AuditTrail {
  list(filter: AuditFilter, limit: number): Promise<readonly AuditLine[]>;
}
