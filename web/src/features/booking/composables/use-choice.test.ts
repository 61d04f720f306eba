import { describe, expect, it } from '@jest/globals';
import type { Interval } from '../intervals.js';
import { useChoice } from './use-choice.js';

const hour = 3_600_000;
const now = Math.floor(Date.now() / hour) * hour;
const at = (start: number, end: number): Interval => ({ start: now + start * hour, end: now + end * hour });
const alone = { taken: () => [], own: () => [], keptStart: () => null };

describe('choosing times', () => {
  it('joins what touches and keeps the rest apart', () => {
    const choice = useChoice(alone);
    choice.add(at(5, 6));
    choice.add(at(9, 10));
    choice.add(at(6, 7));
    expect(choice.intervals.value).toEqual([at(5, 7), at(9, 10)]);
  });

  it('refuses what somebody else has, and says when', () => {
    const choice = useChoice({ ...alone, taken: () => [at(5, 7)] });
    expect(choice.add(at(6, 8))).toBe(false);
    expect(choice.refusal.value).toEqual({ reason: 'errTaken', with: at(5, 7) });
    expect(choice.allows(at(7, 8))).toBe(true);
  });

  it('an ongoing booking keeps its start, cannot go, and can have more beside it', () => {
    const start = now - 2 * hour;
    const choice = useChoice({ ...alone, keptStart: () => start });
    choice.only({ start, end: at(0, 3).end });
    expect(choice.move(0, { start: start + hour, end: at(0, 4).end })).toBe(true);
    choice.add(at(6, 7));
    expect(choice.intervals.value).toEqual([{ start, end: at(0, 4).end }, at(6, 7)]);
    choice.remove(0);
    expect(choice.intervals.value).toHaveLength(2);
    choice.remove(1);
    expect(choice.intervals.value).toEqual([{ start, end: at(0, 4).end }]);
    expect(choice.ready()[0]?.start).toBe(start);
  });
});
