import { describe, expect, it } from '@jest/globals';
import { rank } from './rank.js';

describe('the order of answers', () => {
  it('a beginning comes before a word within, that before a part, and no match is none', () => {
    expect(rank('Spree', 'sp')).toBe(0);
    expect(rank('Berlin · Mitte', 'mi')).toBe(1);
    expect(rank('Desk 3A-06', '3a-0')).toBe(1);
    expect(rank('Wannsee', 'see')).toBe(2);
    expect(rank('Havel', 'spree')).toBeNull();
  });
});
