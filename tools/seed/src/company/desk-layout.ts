export type Side = 'top' | 'bottom' | 'left' | 'right';

/** A desk on its plan: per cent of the plan's width and height, and the side at which its person sits. */
export interface DeskSpot {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly side: Side;
}

/** A table block: desks in pairs, face to face. */
export interface Bench {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface RoomLayout {
  readonly desks: readonly DeskSpot[];
  readonly benches: readonly Bench[];
}

const MOST_PAIRS = 5;
/** The part of the plan where desks stand; the rest is walls, door and corridor, in per cent. */
const AREA = { left: 9, right: 91, top: 14, bottom: 88 };
const HALF_DESK = { x: 3.4, y: 4.2 };
const FACE_TO_FACE = 9.4;

const round = (value: number): number => Math.round(value * 100) / 100;

/** Puts an even number of desks into benches, two benches side by side, each of up to five pairs. */
export const layOutDesks = (count: number, prefix: string): RoomLayout => {
  const pairs = count / 2;
  const benchCount = Math.max(2, Math.ceil(pairs / MOST_PAIRS));
  const rows = Math.ceil(benchCount / 2);
  const width = (AREA.right - AREA.left) / 2;
  const height = (AREA.bottom - AREA.top) / rows;
  const desks: DeskSpot[] = [];
  const benches: Bench[] = [];
  let left = pairs;
  for (let bench = 0; bench < benchCount && left > 0; bench += 1) {
    const here = Math.min(left, Math.ceil(left / (benchCount - bench)));
    left -= here;
    const centreX = AREA.left + width * ((bench % 2) + 0.5);
    const centreY = AREA.top + height * (Math.floor(bench / 2) + 0.5);
    const pitch = Math.min(7.6, (width - 4) / here);
    const firstX = centreX - (pitch * (here - 1)) / 2;
    for (const side of ['top', 'bottom'] as const) {
      for (let column = 0; column < here; column += 1) {
        desks.push({
          name: `${prefix}-${String(desks.length + 1).padStart(2, '0')}`,
          x: round(firstX + pitch * column),
          y: round(centreY + (side === 'top' ? -FACE_TO_FACE / 2 : FACE_TO_FACE / 2)),
          side,
        });
      }
    }
    benches.push({
      left: round(firstX - HALF_DESK.x),
      right: round(firstX + pitch * (here - 1) + HALF_DESK.x),
      top: round(centreY - FACE_TO_FACE / 2 - HALF_DESK.y),
      bottom: round(centreY + FACE_TO_FACE / 2 + HALF_DESK.y),
    });
  }
  return { desks, benches };
};
