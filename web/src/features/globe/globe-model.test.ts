import { describe, expect, it } from '@jest/globals';
import { contains, matchShapes, shareOf, viewOf, type Shape } from './globe-model.js';

const square: Shape = {
  name: 'Square',
  rings: [
    [
      [0, 0],
      [10, 0],
      [10, 10],
      [0, 10],
    ],
    [
      [4, 4],
      [6, 4],
      [6, 6],
      [4, 6],
    ],
  ],
};
const point = (
  lat: number,
  lng: number,
): { id: number; countryId: number; name: string; lat: number; lng: number; free: number; total: number } => ({
  id: 1,
  countryId: 7,
  name: 'x',
  lat,
  lng,
  free: 1,
  total: 2,
});

describe('globe model', () => {
  it('knows what lies inside, outside and in a hole', () => {
    expect(contains(square, { lat: 2, lng: 2 })).toBe(true);
    expect(contains(square, { lat: 2, lng: 12 })).toBe(false);
    expect(contains(square, { lat: 5, lng: 5 })).toBe(false);
  });

  it('finds the country of a shape by its offices', () => {
    expect(matchShapes([square], [point(2, 2)]).get(square)).toBe(7);
    expect(matchShapes([square], [point(50, 2)]).size).toBe(0);
  });

  it('colours by the share that is free', () => {
    expect(shareOf({ free: 10, total: 40 })).toBe('free');
    expect(shareOf({ free: 1, total: 40 })).toBe('held');
    expect(shareOf({ free: 0, total: 40 })).toBe('busy');
    expect(shareOf({ free: 0, total: 0 })).toBe('busy');
  });

  it('stands back far enough for a wide country and not at all without offices', () => {
    expect(
      viewOf([
        { lat: 40, lng: -74 },
        { lat: 30, lng: -98 },
      ]),
    ).toMatchObject({ lat: 35, lng: -86 });
    expect(viewOf([])).toBeNull();
  });
});
