import type { BookingId, DeskId, Instant, Interval, Person, Reason, UserId } from '@flexspace/kernel';
import type { Booking, Phase } from '../domain/booking.js';
import type { BookableDesk } from '../domain/desk-place.js';
import type { DoneEdit } from '../domain/interval-edit.js';

export * from './lock-ports.js';
export * from './record-ports.js';
export * from './view-ports.js';

/** The copy of where desks are; catalog is asked for a desk that nobody has told of yet. */
export interface DeskDirectory {
  /** Perhaps from memory: for writes, which compare the stamp again. */
  find(deskId: DeskId): Promise<BookableDesk | undefined>;
  /** The same for many, those that memory lacks with one query; those that do not exist are absent. */
  findMany(deskIds: readonly DeskId[]): Promise<ReadonlyMap<DeskId, BookableDesk>>;
  /** As the rows say now. */
  read(deskId: DeskId): Promise<BookableDesk | undefined>;
  /** The same for many with one query; those that do not exist are absent. */
  readMany(deskIds: readonly DeskId[]): Promise<ReadonlyMap<DeskId, BookableDesk>>;
  /** Drops what memory holds, because a write found it out of date. */
  forget(deskId: DeskId): void;
  /** Learns of those of which nobody told yet; what does not exist stays unknown. */
  meet(deskIds: readonly DeskId[]): Promise<void>;
}

/** Desks that nobody books for a while, because they may be about to be removed. */
export interface DeskHolds {
  /** How many bookings stand on the desks: with none they are withheld, with some nothing is done. */
  withhold(request: { deskIds: readonly DeskId[]; now: Instant; forMs: number }): Promise<number>;
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
  | { readonly kind: 'taken'; readonly conflicts: readonly Interval[] };

/** What was decided about a desk before anything was written: refused, or booked by the days of its zone. */
export type JudgedDesk = { readonly refused: Reason } | { readonly timezone: string };

/** All that an answer to a bulk is made of. */
export interface BulkRecord {
  readonly judged: readonly JudgedDesk[];
  /** For each row of the desks that were not refused, in order. */
  readonly outcomes: readonly BulkRowOutcome[];
}

export type BulkOutcome =
  | { readonly kind: 'written'; readonly outcomes: readonly BulkRowOutcome[] }
  /** All or nothing, so nothing: those marked as created were possible. */
  | { readonly kind: 'refused'; readonly outcomes: readonly BulkRowOutcome[] }
  /** These desks are not what the checks were made for; nothing is written. */
  | { readonly kind: 'facts_changed'; readonly deskIds: readonly DeskId[] }
  | RecalledBulk;

/** What the first request under a key came to. */
export type RecalledBulk = { readonly kind: 'replayed'; readonly record: BulkRecord } | { readonly kind: 'key_reused' };

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
  /** What was asked for, to know its repetition by; undefined where repeating changes nothing anyway. */
  readonly wanted: readonly Interval[] | undefined;
}

/** The last edit of a booking's intervals, and what it came to. */
export interface RememberedEdit extends DoneEdit {
  readonly deletedIds: readonly BookingId[];
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
  /** Everything in one round trip. */
  createMany(rows: readonly BulkRow[], options: BulkOptions): Promise<BulkOutcome>;
  /** What stands in the way of each row now, in order; writes nothing. */
  conflictsOf(rows: readonly BulkRow[]): Promise<readonly (readonly Interval[])[]>;
  recallMany(key: IdempotencyKey): Promise<RecalledBulk | undefined>;
  find(id: BookingId): Promise<Booking | undefined>;
  /** The owner's bookings of a desk that end after a moment, cancelled ones apart. */
  ofOwnerOnDesk(userId: UserId, deskId: DeskId, endingAfter: Instant): Promise<readonly Booking[]>;
  apply(edit: BookingEdit): Promise<EditOutcome>;
  /** Undefined when there was none for a day, or when what it made was changed since. */
  lastEdit(booking: Booking): Promise<RememberedEdit | undefined>;
}

export interface BulkOptions {
  readonly user: Person;
  readonly now: Instant;
  /** One refused row undoes all. */
  readonly atomic: boolean;
  readonly key: IdempotencyKey | undefined;
  /** To remember under the key, beside the outcomes. */
  readonly judged: readonly JudgedDesk[];
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
