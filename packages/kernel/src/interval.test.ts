import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { instant } from './instant.js';
import { interval, normalise, overlaps, subtract, type Interval } from './interval.js';

const span = (start: number, end: number): Interval => interval(instant(start), instant(end));
const anySpan = fc
  .tuple(fc.nat(60), fc.integer({ min: 1, max: 12 }))
  .map(([start, length]) => span(start, start + length));
const anySpans = fc.array(anySpan, { maxLength: 8 });

/** The slow and obvious model: a set of whole instants. */
const covered = (spans: readonly Interval[]): Set<number> => {
  const set = new Set<number>();
  for (const { start, end } of spans) for (let at: number = start; at < end; at += 1) set.add(at);
  return set;
};

describe('interval', () => {
  it('is half-open: end to start is no collision', () => {
    expect(overlaps(span(9, 12), span(12, 15))).toBe(false);
    expect(overlaps(span(9, 13), span(12, 15))).toBe(true);
  });

  it('refuses to be empty or reversed', () => {
    expect(() => span(3, 3)).toThrow(RangeError);
    expect(() => span(4, 3)).toThrow(RangeError);
  });

  it('normalises to the same instants, apart from one another', () => {
    fc.assert(
      fc.property(anySpans, (spans) => {
        const result = normalise(spans);
        expect(covered(result)).toEqual(covered(spans));
        for (let i = 1; i < result.length; i += 1) expect(result[i]!.start).toBeGreaterThan(result[i - 1]!.end);
      }),
    );
  });

  it('subtracts instant by instant', () => {
    fc.assert(
      fc.property(anySpans, anySpans, (from, taken) => {
        const gone = covered(taken);
        const expected = [...covered(from)].filter((at) => !gone.has(at));
        expect([...covered(subtract(from, taken))].toSorted((a, b) => a - b)).toEqual(
          expected.toSorted((a, b) => a - b),
        );
      }),
    );
  });
});
