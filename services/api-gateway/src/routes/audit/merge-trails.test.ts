import { describe, expect, it } from '@jest/globals';
import { mergeTrails } from './merge-trails.js';

const trail = (name: string, ...times: number[]) => times.map((at, index) => ({ name: `${name}${index}`, at }));
const names = (lines: readonly { readonly name: string }[]): string => lines.map(({ name }) => name).join(' ');

describe('several trails as one', () => {
  it('begin with the youngest line of all', () => {
    const merged = mergeTrails([trail('a', 9, 5, 1), [], trail('b', 8, 7, 2)], 5);
    expect(names(merged)).toBe('a0 b0 b1 a1 b2');
  });

  it('keep the order of each, also where its times do not', () => {
    const merged = mergeTrails([trail('a', 5, 9, 4), trail('b', 6, 3)], 10);
    expect(names(merged)).toBe('b0 a0 a1 a2 b1');
  });

  it('lose no line between two pages', () => {
    const whole = [trail('a', 5, 9, 4), trail('b', 6, 3)];
    const first = mergeTrails(whole, 2);
    const rest = whole.map((lines) => lines.filter((line) => !first.includes(line)));
    expect(names([...first, ...mergeTrails(rest, 10)])).toBe('b0 a0 a1 a2 b1');
  });
});
