import type { Bench } from './desk-layout.js';

const WIDTH = 1600;
const HEIGHT = 1000;
/** Mid greys on nothing: the drawing reads on the app's light and dark surfaces alike. */
const WALL = '#8791a5';
const LINE = '#a9b2c3';
const FAINT = '#a9b2c340';
const GREEN = '#4f9d7b';

const x = (percent: number): number => (percent / 100) * WIDTH;
const y = (percent: number): number => (percent / 100) * HEIGHT;

const windows = (variant: number): string => {
  const panes = 6 + (variant % 3);
  const width = (WIDTH - 160) / panes;
  return Array.from({ length: panes }, (_, pane) => {
    const start = 80 + pane * width;
    return `<rect x="${start + 14}" y="34" width="${width - 28}" height="12" rx="3" fill="none" stroke="${LINE}" stroke-width="3"/>`;
  }).join('');
};

const plant = (cx: number, cy: number): string =>
  `<circle cx="${cx}" cy="${cy}" r="18" fill="${GREEN}33" stroke="${GREEN}" stroke-width="3"/>` +
  `<path d="M${cx} ${cy - 12}v24M${cx - 12} ${cy}h24" stroke="${GREEN}" stroke-width="3" stroke-linecap="round"/>`;

const bench = (block: Bench): string => {
  const top = y(block.top);
  const bottom = y(block.bottom);
  const middle = (top + bottom) / 2;
  return (
    `<rect x="${x(block.left)}" y="${top}" width="${x(block.right - block.left)}" height="${bottom - top}" rx="14" fill="${FAINT}"/>` +
    `<path d="M${x(block.left) + 12} ${middle}H${x(block.right) - 12}" stroke="${LINE}" stroke-width="4" stroke-linecap="round"/>`
  );
};

const nook = (variant: number): string =>
  variant % 2 === 0
    ? `<path d="M1290 966V900H1480V966" fill="none" stroke="${WALL}" stroke-width="8" stroke-linejoin="round"/>` +
      `<circle cx="1385" cy="938" r="20" fill="none" stroke="${LINE}" stroke-width="3"/>`
    : `<path d="M120 966V900H330V966" fill="none" stroke="${WALL}" stroke-width="8" stroke-linejoin="round"/>` +
      `<rect x="150" y="918" width="150" height="36" rx="8" fill="none" stroke="${LINE}" stroke-width="3"/>`;

/** A floor plan as SVG: outer walls with a window front and a door, the benches, plants and a corner to meet. */
export const drawPlan = (benches: readonly Bench[], variant: number): string => {
  const door = 700 + (variant % 3) * 60;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">` +
    `<path d="M${door} 968H50a18 18 0 0 1-18-18V50a18 18 0 0 1 18-18H1550a18 18 0 0 1 18 18V950a18 18 0 0 1-18 18H${door + 120}" ` +
    `fill="none" stroke="${WALL}" stroke-width="14" stroke-linecap="round"/>` +
    `<path d="M${door} 968a120 120 0 0 1 120-118v118" fill="none" stroke="${LINE}" stroke-width="3"/>` +
    windows(variant) +
    benches.map(bench).join('') +
    nook(variant) +
    plant(74, 84) +
    plant(1526, 84) +
    (variant % 2 === 0 ? plant(74, 920) : plant(1526, 920)) +
    '</svg>'
  );
};
