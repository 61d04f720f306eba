import { describe, expect, it } from '@jest/globals';
import { add, align, faultsOf, moveBy, nextName, remove, turn, within, type Grid } from './desk-grid.js';

const grid: Grid = [
  { key: 1, id: 11, name: '3A-08', x: 10, y: 10, orientation: 'top' },
  { key: 2, id: 12, name: '3A-09', x: 30.4, y: 14, orientation: 'left' },
];
const both = new Set([1, 2]);

describe('the desk grid', () => {
  it('moves what is chosen, onto the grid when it snaps, and never off the plan', () => {
    expect(moveBy(grid, new Set([2]), { dx: 0.3, dy: 200 }, true)).toEqual([grid[0], { ...grid[1], x: 31, y: 100 }]);
    expect(moveBy(grid, new Set([2]), { dx: 0.3, dy: 0 }, false)[1]?.x).toBe(30.7);
  });

  it('puts desks into one row or one column', () => {
    expect(align(grid, both, 'row').map(({ y }) => y)).toEqual([12, 12]);
    expect(align(grid, both, 'column').map(({ x }) => x)).toEqual([20.2, 20.2]);
  });

  it('turns clockwise', () => {
    expect(turn(grid, both).map(({ orientation }) => orientation)).toEqual(['right', 'top']);
  });

  it('names a new desk after the last one, and none twice', () => {
    expect(add(grid, { x: 50, y: 50 }, true).grid.at(-1)).toMatchObject({ key: 3, id: null, name: '3A-10' });
    expect(nextName([{ ...grid[1]!, name: '3A-07' }, ...grid, { ...grid[0]!, name: '3A-07' }])).toBe('3A-10');
    expect(nextName([])).toBe('1');
  });

  it('finds what lies in a box drawn in any direction', () => {
    expect(within(grid, { x: 40, y: 20 }, { x: 20, y: 0 })).toEqual([2]);
  });

  it('refuses names that are empty or used twice, whatever their case', () => {
    const wrong = [...grid, { ...grid[0]!, key: 3, name: '3a-08 ' }, { ...grid[0]!, key: 4, name: ' ' }];
    expect([...faultsOf(wrong)]).toEqual([
      [1, 'twice'],
      [3, 'twice'],
      [4, 'empty'],
    ]);
    expect(faultsOf(remove(wrong, new Set([3, 4]))).size).toBe(0);
  });
});
