import { describe, expect, it } from '@jest/globals';
import { instant, plus, SECOND_US } from '@flexspace/kernel';
import { createMessageBudget } from './message-budget.js';

const START = instant(1_800_000_000 * SECOND_US);

describe('the message budget', () => {
  it('lets twenty through at once and the next only as time passes', () => {
    const budget = createMessageBudget(20, START);
    for (let sent = 0; sent < 20; sent += 1) expect(budget.spend(START)).toBe(true);
    expect(budget.spend(START)).toBe(false);
    expect(budget.spend(plus(START, SECOND_US / 20))).toBe(true);
    expect(budget.spend(plus(START, SECOND_US / 20))).toBe(false);
  });

  it('saves up no more than a second', () => {
    const budget = createMessageBudget(20, START);
    const later = plus(START, 3_600 * SECOND_US);
    for (let sent = 0; sent < 20; sent += 1) expect(budget.spend(later)).toBe(true);
    expect(budget.spend(later)).toBe(false);
  });

  it('gives nothing to a clock that is set back', () => {
    const budget = createMessageBudget(1, START);
    expect(budget.spend(START)).toBe(true);
    expect(budget.spend(plus(START, -3_600 * SECOND_US))).toBe(false);
  });
});
