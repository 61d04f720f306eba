import { describe, expect, it } from '@jest/globals';
import { betweenClicks, clampToNow, clipAround, normalise, propose, refuse } from './intervals.js';

const hour = 3_600_000;
const at = (start: number, end: number): { start: number; end: number } => ({ start: start * hour, end: end * hour });

describe('intervals', () => {
  it('joins what overlaps or touches, in order', () => {
    expect(normalise([at(14, 16), at(9, 11), at(11, 12)])).toEqual([at(9, 12), at(14, 16)]);
  });

  it('refuses what is over, backwards, taken or already had', () => {
    const context = { now: 10 * hour, taken: [at(12, 13)], own: [at(15, 16)] };
    expect(refuse(at(8, 9), context)?.reason).toBe('errPast');
    expect(refuse(at(11, 11), context)?.reason).toBe('errOrder');
    expect(refuse(at(11, 14), context)).toEqual({ reason: 'errTaken', with: at(12, 13) });
    expect(refuse(at(15, 17), context)?.reason).toBe('errOwn');
    expect(refuse(at(11, 12), context)).toBeNull();
  });

  it('moves a start that lies behind up to now', () => {
    expect(clampToNow(at(9, 12), 10 * hour)).toEqual(at(10, 12));
  });

  it('proposes the usual length, cut where the desk is taken', () => {
    expect(propose(9 * hour, 8, [at(12, 13)])).toEqual(at(9, 12));
    expect(propose(9 * hour, 8, [])).toEqual(at(9, 17));
  });

  it('takes two clicks in either order, the later slot included', () => {
    expect(betweenClicks(9 * hour, 10 * hour, hour / 2)).toEqual(at(9, 10.5));
    expect(betweenClicks(10 * hour, 9 * hour, hour / 2)).toEqual(at(9, 10.5));
  });

  it('cuts a draft back to the free stretch around its first click', () => {
    expect(clipAround(at(8, 18), 11 * hour, [at(9, 10), at(13, 14)])).toEqual(at(10, 13));
  });
});
