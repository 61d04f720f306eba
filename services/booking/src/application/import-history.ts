import type { Clock, DeskId, Interval, Person, UserId } from '@flexspace/kernel';
import { MAX_LENGTH_US } from '../domain/booking-rules.js';
import { phaseAt } from '../domain/booking.js';
import type { BookableDesk } from '../domain/desk-place.js';
import type { DeskDirectory, HistoryStore, ImportedBooking, People } from './ports.js';

export interface HistoryLine {
  readonly deskId: DeskId;
  readonly userId: UserId;
  readonly during: Interval;
}

export interface ImportParts {
  readonly clock: Clock;
  readonly desks: DeskDirectory;
  readonly people: People;
  readonly history: HistoryStore;
}

export interface ImportReport {
  readonly written: number;
  /** Collided with a booking that is there, or names a desk that is not. */
  readonly skipped: number;
}

const PEOPLE_PER_QUESTION = 500;

/** Writes one batch of bookings that happened elsewhere; nothing is announced, and what collides is left out. */
export const importHistory =
  (parts: ImportParts) =>
  async (lines: readonly HistoryLine[]): Promise<ImportReport> => {
    const now = parts.clock.now();
    const desks = new Map<DeskId, BookableDesk | undefined>();
    for (const { deskId } of lines) if (!desks.has(deskId)) desks.set(deskId, await parts.desks.find(deskId));
    const rows = lines.flatMap(({ deskId, userId, during }): ImportedBooking[] => {
      const desk = desks.get(deskId);
      if (desk === undefined || during.end - during.start > MAX_LENGTH_US) return [];
      return [{ desk, userId, during, phase: phaseAt(during, now) }];
    });
    const strangers = await namesOf(parts, [...new Set(rows.map((row) => row.userId))]);
    const written = rows.length === 0 ? 0 : await parts.history.importRows(rows, strangers);
    return { written, skipped: lines.length - written };
  };

/** Names of those who never booked here before. Who is unknown to access as well gets a name with the first booking of their own. */
const namesOf = async (parts: ImportParts, ids: readonly UserId[]): Promise<Person[]> => {
  const known = await parts.history.knownPeople(ids);
  const strangers = ids.filter((id) => !known.has(id));
  const found: Person[] = [];
  for (let start = 0; start < strangers.length; start += PEOPLE_PER_QUESTION) {
    const names = await parts.people.find(strangers.slice(start, start + PEOPLE_PER_QUESTION));
    found.push(...names.values());
  }
  return found;
};
