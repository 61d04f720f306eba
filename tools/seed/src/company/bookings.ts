import type { DateTime } from 'luxon';
import { createDice, type Dice } from './dice.js';

export interface Worker {
  readonly userId: string;
  readonly username: string;
  readonly timezone: string;
  /** Desks this person may book, nearest first. */
  readonly deskIds: readonly number[];
  /** Should have something going on at this very moment. */
  readonly busyNow: boolean;
}

export interface PlannedBooking {
  readonly userId: string;
  readonly username: string;
  readonly deskId: number;
  readonly start: DateTime;
  readonly end: DateTime;
}

export interface Period {
  readonly now: DateTime;
  readonly daysBack: number;
  readonly daysAhead: number;
}

const SATURDAY = 6;
const COMES_IN = 0.95;
const SPLIT_DAY = 0.72;
/** Most people come back to the same few desks. */
const FAVOURITES = 4;
const TRIES = 12;

/** The desks' calendars while planning: nothing is planned twice. */
class Calendars {
  readonly #taken = new Map<number, { start: number; end: number }[]>();

  take(deskId: number, start: DateTime, end: DateTime): boolean {
    const from = start.toMillis();
    const to = end.toMillis();
    const taken = this.#taken.get(deskId) ?? [];
    if (taken.some((other) => from < other.end && other.start < to)) return false;
    this.#taken.set(deskId, [...taken, { start: from, end: to }]);
    return true;
  }
}

/** A believable month and a half: workdays in each place's own zone, whole days and halves, people with habits. */
export const planBookings = (workers: readonly Worker[], { now, daysBack, daysAhead }: Period): PlannedBooking[] => {
  const dice = createDice(20_261_123);
  const calendars = new Calendars();
  const planned: PlannedBooking[] = [];

  const place = (worker: Worker, favourites: readonly number[], start: DateTime, end: DateTime): void => {
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const deskId = dice.pick(attempt < 3 ? favourites : worker.deskIds);
      if (!calendars.take(deskId, start, end)) continue;
      planned.push({
        userId: worker.userId,
        username: worker.username,
        deskId,
        start: start.toUTC(),
        end: end.toUTC(),
      });
      return;
    }
  };

  const workday = (worker: Worker, favourites: readonly number[], day: DateTime): void => {
    const from = dice.pick([8, 8.5, 9, 9, 9.5]);
    const until = dice.pick([16.5, 17, 17, 17.5, 18]);
    const at = (hour: number): DateTime => day.set({ hour: Math.floor(hour), minute: (hour % 1) * 60 });
    // Somebody who is busy now has that one booking today and no other, or the two would overlap.
    const today = day.hasSame(now.setZone(worker.timezone), 'day');
    if (today && worker.busyNow) return;
    if (dice.chance(SPLIT_DAY)) {
      place(worker, favourites, at(from), at(12.5));
      place(worker, favourites, at(13), at(until));
    } else {
      place(worker, favourites, at(from), at(until));
    }
  };

  for (const worker of workers) {
    const favourites = worker.deskIds.slice(0, FAVOURITES);
    const local = now.setZone(worker.timezone);
    if (worker.busyNow)
      placeNow(dice, local, (start, end) => {
        place(worker, favourites, start, end);
      });
    for (let offset = -daysBack; offset <= daysAhead; offset += 1) {
      const day = local.plus({ days: offset }).startOf('day');
      if (day.weekday < SATURDAY && dice.chance(COMES_IN)) workday(worker, favourites, day);
    }
  }
  return planned;
};

const placeNow = (dice: Dice, local: DateTime, place: (start: DateTime, end: DateTime) => void): void => {
  const start = local.startOf('hour').minus({ hours: dice.pick([1, 2, 2, 3]) });
  place(start, start.plus({ hours: dice.pick([5, 6, 7]) }));
};
