/** The plan's own coordinates: an uploaded map's pixels, or a plain grid of this size. */
export const plainPlan = { width: 1200, height: 800 } as const;

export interface Size {
  readonly width: number;
  readonly height: number;
}
export interface Point {
  readonly x: number;
  readonly y: number;
}
/** Plan → screen: screen = plan × scale + offset. */
export interface MapView {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export const markerAspect = 34 / 50;
const largestScale = 6;
const marginPx = 24;

/** The width of a desk marker that leaves neighbours apart, whatever the plan's size. */
export function markerWidth(desks: readonly Point[], plan: Size): number {
  const most = Math.min(plan.width, plan.height * 1.5) * 0.056;
  let nearest = Infinity;
  desks.forEach((one, index) => {
    for (let other = index + 1; other < desks.length; other += 1) {
      const next = desks[other];
      if (!next) continue;
      const dx = (Math.abs(one.x - next.x) / 100) * plan.width;
      const dy = (Math.abs(one.y - next.y) / 100) * plan.height;
      nearest = Math.min(nearest, Math.max(dx, dy));
    }
  });
  return Math.max(plan.width * 0.012, Math.min(most, nearest * 0.78));
}

/** The view that shows the whole plan with a margin. */
export function fitView(plan: Size, screen: Size): MapView {
  const margin = Math.min(marginPx, screen.width * 0.04);
  const scale = Math.min((screen.width - 2 * margin) / plan.width, (screen.height - 2 * margin) / plan.height);
  return { scale, x: (screen.width - plan.width * scale) / 2, y: (screen.height - plan.height * scale) / 2 };
}

/** Zooms so that the point under the cursor stays where it is. */
export function zoomAt(view: MapView, factor: number, at: Point, fitted: number): MapView {
  const scale = Math.max(fitted * 0.6, Math.min(fitted * largestScale * 2, view.scale * factor));
  const real = scale / view.scale;
  return { scale, x: at.x - (at.x - view.x) * real, y: at.y - (at.y - view.y) * real };
}

/** Keeps at least a part of the plan on the screen. */
export function clampView(view: MapView, plan: Size, screen: Size): MapView {
  const keep = 80;
  const clamp = (offset: number, length: number, room: number): number =>
    Math.max(keep - length, Math.min(room - keep, offset));
  return {
    scale: view.scale,
    x: clamp(view.x, plan.width * view.scale, screen.width),
    y: clamp(view.y, plan.height * view.scale, screen.height),
  };
}

export const toScreen = (at: Point, view: MapView): Point => ({
  x: at.x * view.scale + view.x,
  y: at.y * view.scale + view.y,
});

export type Direction = 'left' | 'right' | 'up' | 'down';

/** The desk that an arrow key leads to: nearest in that direction, sideways distance counting double. */
export function neighbour<T extends Point>(from: T, desks: readonly T[], direction: Direction): T | null {
  const axis = direction === 'left' || direction === 'right' ? 'x' : 'y';
  const across = axis === 'x' ? 'y' : 'x';
  const sign = direction === 'right' || direction === 'down' ? 1 : -1;
  let best: T | null = null;
  let bestCost = Infinity;
  for (const desk of desks) {
    const along = (desk[axis] - from[axis]) * sign;
    if (along <= 0.01) continue;
    const cost = along + 2 * Math.abs(desk[across] - from[across]);
    if (cost < bestCost) [best, bestCost] = [desk, cost];
  }
  return best;
}

/** Reading order, for where the keyboard begins. */
export function inReadingOrder<T extends Point>(desks: readonly T[]): T[] {
  const row = (desk: Point): number => Math.round(desk.y / 4);
  return [...desks].sort((one, other) => row(one) - row(other) || one.x - other.x);
}

/** What fits on a marker: the last part of a longer name. */
export function shortName(name: string): string {
  return name.length <= 5 ? name : (name.split(/[\s\-–_/.]+/).findLast((part) => part !== '') ?? name).slice(0, 5);
}
