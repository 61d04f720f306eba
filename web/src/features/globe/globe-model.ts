export interface GlobePoint {
  readonly id: number;
  readonly countryId: number;
  readonly name: string;
  readonly lat: number;
  readonly lng: number;
  readonly free: number;
  readonly total: number;
}
export interface GlobeHub {
  readonly id: number;
  readonly name: string;
  readonly lat: number;
  readonly lng: number;
}
export type Ring = readonly (readonly [number, number])[];
export interface Shape {
  readonly name: string;
  /** Outer rings and holes alike; an odd number of crossings is inside. */
  readonly rings: readonly Ring[];
}

/** Whether a point lies in a shape, by counting the borders east of it. */
export function contains(shape: Shape, at: { lat: number; lng: number }): boolean {
  let inside = false;
  for (const ring of shape.rings) {
    ring.forEach(([x1, y1], index) => {
      const [x2, y2] = ring[(index + 1) % ring.length] ?? [x1, y1];
      if (y1 > at.lat !== y2 > at.lat && at.lng < ((x2 - x1) * (at.lat - y1)) / (y2 - y1) + x1) inside = !inside;
    });
  }
  return inside;
}

/** Which country each shape is, found by the offices that lie in it: names and codes differ between atlases. */
export function matchShapes(shapes: readonly Shape[], points: readonly GlobePoint[]): Map<Shape, number> {
  const found = new Map<Shape, number>();
  for (const point of points) {
    const shape = shapes.find((candidate) => contains(candidate, point));
    if (shape) found.set(shape, point.countryId);
  }
  return found;
}

/** The size of a point on the globe, growing with the square root so that area stands for desks. */
export function pointRadius(total: number): number {
  return Math.min(1.5, 0.32 + Math.sqrt(total) * 0.045);
}

export type Share = 'free' | 'held' | 'busy';
/** Three steps are told apart at a glance; the numbers stand in the card. */
export function shareOf({ free, total }: { free: number; total: number }): Share {
  const share = total === 0 ? 0 : free / total;
  if (share >= 0.25) return 'free';
  return share > 0 ? 'held' : 'busy';
}

/** How far to stand back so that all of a country's offices are in view. */
export function viewOf(
  points: readonly { lat: number; lng: number }[],
): { lat: number; lng: number; altitude: number } | null {
  const [first] = points;
  if (!first) return null;
  const lats = points.map(({ lat }) => lat);
  const lngs = points.map(({ lng }) => lng);
  const spread = Math.max(Math.max(...lats) - Math.min(...lats), Math.max(...lngs) - Math.min(...lngs));
  const middle = (values: number[]): number => (Math.max(...values) + Math.min(...values)) / 2;
  return { lat: middle(lats), lng: middle(lngs), altitude: Math.min(1.9, Math.max(0.7, spread / 28)) };
}
