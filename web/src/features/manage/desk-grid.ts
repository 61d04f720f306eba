import type { Orientation } from '../../api/models.js';

/** A desk as it is edited: `key` names it before it has an id. Positions are per cent of the plan. */
export interface PlacedDesk {
  readonly key: number;
  readonly id: number | null;
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly orientation: Orientation;
}
export type Grid = readonly PlacedDesk[];
export type Keys = ReadonlySet<number>;

const step = 1;
const turns: Readonly<Record<Orientation, Orientation>> = {
  top: 'right',
  right: 'bottom',
  bottom: 'left',
  left: 'top',
};

const round = (value: number): number => Math.round(value * 100) / 100;
const place = (value: number, snap: boolean): number =>
  Math.min(100, Math.max(0, snap ? Math.round(value / step) * step : round(value)));
const change = (grid: Grid, keys: Keys, how: (desk: PlacedDesk) => Partial<PlacedDesk>): Grid =>
  grid.map((desk) => (keys.has(desk.key) ? { ...desk, ...how(desk) } : desk));

export const moveBy = (grid: Grid, keys: Keys, by: { dx: number; dy: number }, snap: boolean): Grid =>
  change(grid, keys, ({ x, y }) => ({ x: place(x + by.dx, snap), y: place(y + by.dy, snap) }));

export const turn = (grid: Grid, keys: Keys): Grid =>
  change(grid, keys, ({ orientation }) => ({ orientation: turns[orientation] }));

export const rename = (grid: Grid, key: number, name: string): Grid => change(grid, new Set([key]), () => ({ name }));

export const remove = (grid: Grid, keys: Keys): Grid => grid.filter(({ key }) => !keys.has(key));

/** Puts the desks on one line: a row shares its height, a column its distance from the left. */
export function align(grid: Grid, keys: Keys, into: 'row' | 'column'): Grid {
  const axis = into === 'row' ? 'y' : 'x';
  const chosen = grid.filter(({ key }) => keys.has(key));
  if (chosen.length === 0) return grid;
  const middle = round(chosen.reduce((all, desk) => all + desk[axis], 0) / chosen.length);
  return change(grid, keys, () => ({ [axis]: middle }));
}

/** The next name in the series of the last desk: 3A-09 is followed by 3A-10. */
export function nextName(grid: Grid): string {
  const taken = new Set(grid.map(({ name }) => name));
  const [, series = '', digits = '0'] = /^(.*?)(\d+)$/.exec(grid.at(-1)?.name ?? '') ?? [];
  for (let number = Number(digits) + 1; ; number += 1) {
    const name = series + String(number).padStart(digits.length, '0');
    if (!taken.has(name)) return name;
  }
}

export function add(grid: Grid, at: { x: number; y: number }, snap: boolean): { grid: Grid; key: number } {
  const key = Math.max(0, ...grid.map((desk) => desk.key)) + 1;
  const desk = { key, id: null, name: nextName(grid), x: place(at.x, snap), y: place(at.y, snap) };
  return { grid: [...grid, { ...desk, orientation: grid.at(-1)?.orientation ?? 'top' }], key };
}

export function within(grid: Grid, one: { x: number; y: number }, other: { x: number; y: number }): number[] {
  const between = (value: number, from: number, to: number): boolean =>
    value >= Math.min(from, to) && value <= Math.max(from, to);
  return grid.filter(({ x, y }) => between(x, one.x, other.x) && between(y, one.y, other.y)).map(({ key }) => key);
}

/** What keeps the grid from being saved, by desk. */
export function faultsOf(grid: Grid): Map<number, 'empty' | 'twice'> {
  const uses = new Map<string, number>();
  const nameOf = ({ name }: PlacedDesk): string => name.trim().toLowerCase();
  for (const desk of grid) uses.set(nameOf(desk), (uses.get(nameOf(desk)) ?? 0) + 1);
  const faults = new Map<number, 'empty' | 'twice'>();
  for (const desk of grid) {
    if (nameOf(desk) === '') faults.set(desk.key, 'empty');
    else if ((uses.get(nameOf(desk)) ?? 0) > 1) faults.set(desk.key, 'twice');
  }
  return faults;
}
