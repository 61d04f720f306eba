import type { BookingId, DeskId, Instant, Interval, Person, UserId } from '@flexspace/kernel';
import type { Booking, Phase } from '../domain/booking.js';
import type { BookableDesk } from '../domain/desk-place.js';

export * from './lock-ports.js';
export * from './record-ports.js';
export * from './view-ports.js';

/** The copy of where desks are; catalog is asked for a desk that nobody has told of yet. */
export interface DeskDirectory {
  /** Perhaps from memory: for writes, which compare the stamp again. */
  find(deskId: DeskId): Promise<BookableDesk | undefined>;
  /** As the rows say now. */
  read(deskId: DeskId): Promise<BookableDesk | undefined>;
  /** The same for many with one query; those that do not exist are absent. */
  readMany(deskIds: readonly DeskId[]): Promise<ReadonlyMap<DeskId, BookableDesk>>;
  /** Drops what memory holds, because a write found it out of date. */
  forget(deskId: DeskId): void;
}

/** Remembers the first answer to a request that may be sent twice. */
export interface IdempotencyKey {
  readonly userId: UserId;
  readonly key: string;
  /** Of the request's content: another one under the same key is refused. */
  readonly fingerprint: string;
}

export interface NewBooking {
  readonly desk: BookableDesk;
  readonly user: Person;
  readonly during: Interval;
  readonly now: Instant;
}

export type CreateOutcome =
  | { readonly kind: 'created'; readonly booking: Booking }
  | { readonly kind: 'taken'; readonly conflicts: readonly Interval[] }
  /** The desk is not what the checks were made for. */
  | { readonly kind: 'facts_changed' }
  | { readonly kind: 'replayed'; readonly booking: Booking }
  | { readonly kind: 'key_reused' };

export interface BulkRow {
  readonly desk: BookableDesk;
  readonly during: Interval;
}

export type BulkRowOutcome =
  | { readonly kind: 'created'; readonly bookingId: BookingId }
  | { readonly kind: 'taken'; readonly conflicts: readonly Interval[] }
  | { readonly kind: 'facts_changed' };

/** A change of one booking and what it drags along, decided on versions that must still hold. */
export interface BookingEdit {
  readonly booking: Booking;
  /** Undefined = cancel it. */
  readonly during: Interval | undefined;
  /** Where it goes, with the facts that the checks were made for; undefined where no new time is taken. */
  readonly target: BookableDesk | undefined;
  /** New bookings of the same owner on the same desk. */
  readonly added: readonly Interval[];
  /** The owner's bookings that were merged in and are gone. */
  readonly merged: readonly Booking[];
  readonly actor: Person;
  readonly now: Instant;
}

export type EditOutcome =
  | { readonly kind: 'done'; readonly booking: Booking; readonly createdIds: readonly BookingId[] }
  | { readonly kind: 'taken'; readonly conflicts: readonly Interval[] }
  /** Something the decision was made on changed in the meantime: read and decide again. */
  | { readonly kind: 'outdated' };

export interface BookingStore {
  /** The first answer under a key, where there was one. */
  recall(key: IdempotencyKey): Promise<Extract<CreateOutcome, { kind: 'replayed' | 'key_reused' }> | undefined>;
  create(wanted: NewBooking, key: IdempotencyKey | undefined): Promise<CreateOutcome>;
  createMany(rows: readonly BulkRow[], options: BulkOptions): Promise<readonly BulkRowOutcome[] | 'key_taken'>;
  /** What stands in the way of each row now, in order; writes nothing. */
  conflictsOf(rows: readonly BulkRow[]): Promise<readonly (readonly Interval[])[]>;
  /** The first answer of createMany under a key, as `toAnswer` made it. */
  recallMany(key: IdempotencyKey): Promise<{ kind: 'replayed'; answer: unknown } | { kind: 'key_reused' } | undefined>;
  find(id: BookingId): Promise<Booking | undefined>;
  /** The owner's bookings of a desk that end after a moment, cancelled ones apart. */
  ofOwnerOnDesk(userId: UserId, deskId: DeskId, endingAfter: Instant): Promise<readonly Booking[]>;
  apply(edit: BookingEdit): Promise<EditOutcome>;
}

export interface BulkOptions {
  readonly user: Person;
  readonly now: Instant;
  /** One refused row undoes all. */
  readonly atomic: boolean;
  readonly key: IdempotencyKey | undefined;
  /** What to remember under the key. */
  toAnswer(outcomes: readonly BulkRowOutcome[]): unknown;
}

export interface PermanentDesks {
  /** Refuses with the number of other people's future bookings unless they may be cancelled. */
  assign(request: AssignRequest): Promise<{ kind: 'done' } | { kind: 'in_use'; count: number } | { kind: 'gone' }>;
  clear(request: ClearRequest): Promise<void>;
}

export interface ClearRequest {
  readonly desk: BookableDesk;
  readonly actor: Person;
  readonly origin: Origin;
  readonly now: Instant;
}

/** From where something was asked for; the audit trail keeps it. */
export interface Origin {
  readonly requestId: string;
  readonly clientId: string;
  /** '' where nobody knows. */
  readonly clientAddress: string;
}

export interface AssignRequest {
  readonly desk: BookableDesk;
  readonly assignee: Person;
  readonly cancelConflicting: boolean;
  readonly actor: Person;
  readonly origin: Origin;
  readonly now: Instant;
}

/** Names for ids, from the access service. */
export interface People {
  find(ids: readonly UserId[]): Promise<ReadonlyMap<UserId, Person>>;
}

export interface Transitions {
  next(): Promise<Instant | undefined>;
  /** Throws when the token is older than the last one seen. */
  run(fencingToken: number, now: Instant, limit: number): Promise<{ started: number; ended: number; more: boolean }>;
}

export interface Housekeeping {
  cleanUp(now: Instant): Promise<number>;
}

export interface ImportedBooking {
  readonly desk: BookableDesk;
  readonly userId: UserId;
  readonly during: Interval;
  readonly phase: Phase;
}

export interface HistoryStore {
  knownPeople(ids: readonly UserId[]): Promise<ReadonlySet<UserId>>;
  /** Writes rows without announcing them; those that collide are skipped. Answers how many were written. */
  importRows(rows: readonly ImportedBooking[], people: readonly Person[]): Promise<number>;
}
