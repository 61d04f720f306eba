import { describe, expect, it } from '@jest/globals';
import { bookingId, instant, interval, type BookingId, type Interval } from '@flexspace/kernel';
import fc from 'fast-check';
import { editIntervals, isRepeated, type DoneEdit, type EditedBooking, type EditInput } from './interval-edit.js';

const span = (start: number, end: number): Interval => interval(instant(start), instant(end));
const booking = (id: number, start: number, end: number): EditedBooking => ({
  id: bookingId(id),
  during: span(start, end),
});

const DAY = 48;

/** Time as cells: the model knows nothing of intervals but which cells they cover. */
const cellsOf = (ranges: readonly Interval[]): Set<number> =>
  new Set(
    ranges.flatMap((range) => Array.from({ length: range.end - range.start }, (_, offset) => range.start + offset)),
  );

const model = (input: EditInput): { cells: Set<number>; merged: Set<BookingId> } => {
  const cells = cellsOf(input.wanted);
  const merged = new Set<BookingId>();
  const reaches = (other: EditedBooking): boolean =>
    [...cellsOf([other.during])].some((cell) => cells.has(cell - 1) || cells.has(cell) || cells.has(cell + 1));
  for (let again = true; again;) {
    again = false;
    for (const other of input.others) {
      if (other.during.end <= input.now || merged.has(other.id) || !reaches(other)) continue;
      merged.add(other.id);
      for (const cell of cellsOf([other.during])) cells.add(cell);
      again = true;
    }
  }
  return { cells, merged };
};

/** Bookings of one person on one desk that do not overlap, the first of which is edited, and what it is to become. */
const inputs: fc.Arbitrary<EditInput> = fc
  .record({
    cuts: fc.uniqueArray(fc.nat(DAY), { minLength: 2, maxLength: 12 }),
    keep: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
    edited: fc.nat(11),
    wanted: fc.array(fc.tuple(fc.nat(DAY - 1), fc.integer({ min: 1, max: 12 })), { maxLength: 6 }),
    now: fc.nat(DAY),
  })
  .map(({ cuts, keep, edited, wanted, now }) => {
    const sorted = cuts.toSorted((a, b) => a - b);
    const all = sorted.slice(1).map((end, index) => booking(index + 1, sorted[index] ?? 0, end));
    const chosen = all[edited % all.length] ?? booking(1, 0, 1);
    return {
      booking: chosen,
      others: all.filter((one, index) => one.id !== chosen.id && keep[index] === true),
      wanted: wanted.map(([start, length]) => span(start, start + length)),
      now: instant(now),
    };
  });

/** Bookings as a store keeps them: a row each, and what the last edit was. */
const createWorld = (input: EditInput) => {
  const rows = new Map<BookingId, Interval>([input.booking, ...input.others].map(({ id, during }) => [id, during]));
  const own = input.booking.id;
  let version = 1;
  let nextId = 1_000;
  let last: DoneEdit | undefined;

  const asInput = (): Pick<EditInput, 'booking' | 'others'> => ({
    booking: { id: own, during: rows.get(own) ?? input.booking.during },
    others: [...rows].filter(([id]) => id !== own).map(([id, during]) => ({ id, during })),
  });
  return {
    asInput,
    state: () => ({ rows: [...rows], version }),
    edit(wanted: readonly Interval[]) {
      const others = asInput().others.filter((other) => other.during.end > input.now);
      if (last !== undefined && isRepeated(last, { wanted, others, version, ifVersion: 0 })) return;
      const { intervals, mergedIds } = editIntervals({ ...asInput(), wanted, now: input.now });
      const [first, ...added] = intervals;
      for (const id of mergedIds) rows.delete(id);
      if (first !== undefined) rows.set(own, first);
      const createdIds = added.map((during) => {
        const id = bookingId((nextId += 1));
        rows.set(id, during);
        return id;
      });
      last = { wanted, intervals, createdIds, before: version, after: version + 1 };
      version += 1;
    },
  };
};

const expected = (input: EditInput): string => {
  if (input.booking.during.end <= input.now) return 'BOOKING_ELAPSED';
  const { cells } = model(input);
  const running = input.booking.during.start <= input.now;
  return running && cells.size > 0 && Math.min(...cells) !== input.booking.during.start ? 'BOOKING_STARTED' : 'ok';
};

describe('editing the intervals of a booking', () => {
  it('agrees with a model that only knows which moments are covered, and asking for what came out changes nothing', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const verdict = expected(input);
        if (verdict !== 'ok') {
          expect(() => editIntervals(input)).toThrow(expect.objectContaining({ reason: verdict }));
          return;
        }
        const plan = editIntervals(input);
        const { cells, merged } = model(input);
        expect(cellsOf(plan.intervals)).toEqual(cells);
        expect(new Set(plan.mergedIds)).toEqual(merged);
        // In order, and with a gap between any two: otherwise they would be one.
        plan.intervals.forEach((piece, index) => {
          expect(piece.start).toBeGreaterThan(plan.intervals[index - 1]?.end ?? -1);
        });

        const first = plan.intervals[0];
        if (first === undefined || first.end <= input.now) return;
        const untouched = input.others.filter((other) => !merged.has(other.id));
        const again = editIntervals({
          ...input,
          wanted: plan.intervals,
          booking: { id: input.booking.id, during: first },
          others: [
            ...untouched,
            ...plan.intervals.slice(1).map((during, index) => ({ id: bookingId(1_000 + index), during })),
          ],
        });
        expect(again.intervals).toEqual(plan.intervals);
      }),
      { numRuns: 10_000 },
    );
  });

  it('said twice changes nothing the second time, and after another one it is carried out anew', () => {
    fc.assert(
      fc.property(inputs, fc.nat(DAY - 1), (input, elsewhere) => {
        if (expected(input) !== 'ok' || input.wanted.length === 0) return;
        const world = createWorld(input);
        world.edit(input.wanted);
        const after = world.state();
        world.edit(input.wanted);
        world.edit(input.wanted.toReversed());
        expect(world.state()).toEqual(after);

        const other = [span(elsewhere, elsewhere + 1)];
        if (input.wanted.every((one) => one.start === elsewhere && one.end === elsewhere + 1)) return;
        const trimmed = { ...input, ...world.asInput(), wanted: other };
        if (expected(trimmed) !== 'ok') return;
        world.edit(other);
        const again = { ...input, ...world.asInput() };
        if (expected(again) !== 'ok') return;
        world.edit(input.wanted);
        expect(cellsOf([world.asInput().booking, ...world.asInput().others].map((one) => one.during))).toEqual(
          new Set([
            ...model(again).cells,
            ...cellsOf(again.others.filter((one) => !model(again).merged.has(one.id)).map((one) => one.during)),
          ]),
        );
      }),
      { numRuns: 10_000 },
    );
  });

  it('counts as repeated until its booking or what it touches changes, and not for who has seen what it came to', () => {
    const wanted = [span(10, 20)];
    const done: DoneEdit = { wanted, intervals: [span(10, 25)], createdIds: [bookingId(7)], before: 3, after: 4 };
    const again = { wanted, others: [booking(7, 25, 26), booking(8, 27, 28)], version: 4, ifVersion: 0 };
    expect(isRepeated(done, again)).toBe(true);
    expect(isRepeated(done, { ...again, wanted: [span(15, 20), span(10, 15)], ifVersion: 3 })).toBe(true);
    expect(isRepeated(done, { ...again, ifVersion: 4 })).toBe(false);
    expect(isRepeated(done, { ...again, version: 5 })).toBe(false);
    expect(isRepeated(done, { ...again, wanted: [span(10, 19)] })).toBe(false);
    expect(isRepeated(done, { ...again, wanted: [] })).toBe(false);
    expect(isRepeated(done, { ...again, others: [booking(9, 25, 26)] })).toBe(false);
  });

  const now = instant(0);
  it('trims, splits and grows', () => {
    const mine = booking(1, 10, 20);
    const edit = (wanted: Interval[]) => editIntervals({ booking: mine, others: [], wanted, now }).intervals;
    expect(edit([span(12, 18)])).toEqual([span(12, 18)]);
    expect(edit([span(15, 20), span(10, 12)])).toEqual([span(10, 12), span(15, 20)]);
    expect(edit([span(10, 15), span(15, 25)])).toEqual([span(10, 25)]);
    expect(edit([])).toEqual([]);
  });

  it('merges a neighbour reached only through another, and leaves two alone that touch only each other', () => {
    const others = [booking(2, 20, 30), booking(3, 30, 40), booking(4, 50, 60), booking(5, 60, 70)];
    const plan = editIntervals({ booking: booking(1, 10, 15), others, wanted: [span(10, 20)], now });
    expect(plan).toEqual({ intervals: [span(10, 40)], mergedIds: [2, 3] });
  });

  it('leaves a neighbour alone that is over', () => {
    const plan = editIntervals({
      booking: booking(1, 10, 20),
      others: [booking(2, 5, 10)],
      wanted: [span(10, 30)],
      now: instant(12),
    });
    expect(plan).toEqual({ intervals: [span(10, 30)], mergedIds: [] });
  });
});
