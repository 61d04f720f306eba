import type { Context } from 'konva/lib/Context';
import type { Shape } from 'konva/lib/Shape';
import { stateIcon, type DeskState, type DeskView } from './desk-state.js';
import { markerAspect, shortName } from './map-geometry.js';
import type { Palette } from './composables/use-palette.js';

export interface MarkerLook {
  readonly desk: DeskView;
  readonly width: number;
  readonly palette: Palette;
  /** Names in every state, for whoever arranges desks. */
  readonly alwaysNamed?: boolean;
}

/** The box of a marker around its middle; one that faces sideways stands upright. */
export function markerBox(desk: DeskView, width: number): { width: number; height: number } {
  const height = width * markerAspect;
  return desk.orientation === 'left' || desk.orientation === 'right'
    ? { width: height, height: width }
    : { width, height };
}

/** Draws a whole desk in one shape: 300 of them pan at 60 frames a second, four nodes each would not. */
export function drawMarker(context: Context, shape: Shape): void {
  const { desk, width, palette, alwaysNamed } = shape.getAttr('look') as MarkerLook;
  const box = markerBox(desk, width);
  const { line, fill } = palette.states[desk.state];
  const unit = width / 50;
  const left = -box.width / 2;
  const top = -box.height / 2;

  context.beginPath();
  context.roundRect(left, top, box.width, box.height, 7 * unit);
  context.setAttr('fillStyle', fill);
  context.fill();
  context.setAttr('strokeStyle', line);
  context.setAttr('lineWidth', 2 * unit);
  context.stroke();
  drawSeat(context, desk, box, unit);

  context.setAttr('fillStyle', line);
  if (desk.state === 'free' || alwaysNamed) {
    drawName(context, desk, box, unit);
    return;
  }
  const side = 20 * unit;
  context.save();
  context.translate(-side / 2, -side / 2);
  context.scale(side / 24, side / 24);
  context._context.fill(iconPath(desk.state));
  context.restore();
}

const paths = new Map<DeskState, Path2D>();
function iconPath(state: DeskState): Path2D {
  const known = paths.get(state);
  if (known) return known;
  const made = new Path2D(stateIcon[state]);
  paths.set(state, made);
  return made;
}

/** A free desk shows its name: that is what one looks for. */
function drawName(context: Context, desk: DeskView, box: { width: number }, unit: number): void {
  const name = shortName(desk.name);
  const room = box.width - 6 * unit;
  const size = Math.min(15 * unit, (room / Math.max(2, name.length)) * 1.7);
  context.setAttr('textAlign', 'center');
  context.setAttr('textBaseline', 'middle');
  context.setAttr('font', `600 ${size}px "Inter Variable", Inter, sans-serif`);
  context.fillText(name, 0, unit, room);
}

/** The bar where one sits. */
function drawSeat(context: Context, desk: DeskView, box: { width: number; height: number }, unit: number): void {
  const half = 10 * unit;
  const gap = 9 * unit;
  const ends: Record<DeskView['orientation'], [number, number, number, number]> = {
    top: [-half, -box.height / 2 - gap, half, -box.height / 2 - gap],
    bottom: [-half, box.height / 2 + gap, half, box.height / 2 + gap],
    left: [-box.width / 2 - gap, -half, -box.width / 2 - gap, half],
    right: [box.width / 2 + gap, -half, box.width / 2 + gap, half],
  };
  const [x1, y1, x2, y2] = ends[desk.orientation];
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.setAttr('lineCap', 'round');
  context.setAttr('lineWidth', 6 * unit);
  context.stroke();
}

/** A little more than the marker answers to the pointer, seat included. */
export function hitMarker(context: Context, shape: Shape): void {
  const { desk, width } = shape.getAttr('look') as MarkerLook;
  const box = markerBox(desk, width);
  const extra = width * 0.16;
  context.beginPath();
  context.rect(-box.width / 2 - extra, -box.height / 2 - extra, box.width + 2 * extra, box.height + 2 * extra);
  context.closePath();
  context.fillStrokeShape(shape);
}
