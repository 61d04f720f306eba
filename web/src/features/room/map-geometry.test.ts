import { describe, expect, it } from '@jest/globals';
import { clampView, fitView, markerWidth, neighbour, shortName, toScreen, zoomAt } from './map-geometry.js';

const plan = { width: 1000, height: 500 };
const desk = (id: number, x: number, y: number): { id: number; x: number; y: number } => ({ id, x, y });

describe('map geometry', () => {
  it('fits the whole plan and centres it', () => {
    const view = fitView(plan, { width: 1048, height: 800 });
    expect(view.scale).toBeCloseTo(1);
    expect(view.y).toBeCloseTo((800 - 500) / 2);
  });

  it('keeps the point under the cursor while zooming', () => {
    const view = fitView(plan, { width: 600, height: 400 });
    const before = toScreen({ x: 300, y: 200 }, view);
    const after = toScreen({ x: 300, y: 200 }, zoomAt(view, 1.7, before, view.scale));
    expect(after.x).toBeCloseTo(before.x);
    expect(after.y).toBeCloseTo(before.y);
  });

  it('never lets the plan be dragged out of sight', () => {
    const view = clampView({ scale: 1, x: 99_999, y: -99_999 }, plan, { width: 600, height: 400 });
    expect(view).toEqual({ scale: 1, x: 520, y: -420 });
  });

  it('makes markers small enough for close neighbours', () => {
    expect(markerWidth([desk(1, 10, 10), desk(2, 12, 10)], plan)).toBeCloseTo(15.6);
    expect(markerWidth([desk(1, 10, 10), desk(2, 90, 90)], plan)).toBeCloseTo(42);
  });

  it('goes to the desk that lies in the direction, not to a nearer one beside it', () => {
    const from = desk(1, 50, 50);
    const all = [from, desk(2, 60, 50), desk(3, 53, 60), desk(4, 10, 50)];
    expect(neighbour(from, all, 'right')?.id).toBe(2);
    expect(neighbour(from, all, 'down')?.id).toBe(3);
    expect(neighbour(from, all, 'left')?.id).toBe(4);
    expect(neighbour(from, all, 'up')).toBeNull();
  });

  it('shortens long names to what tells desks apart', () => {
    expect(shortName('3-117')).toBe('3-117');
    expect(shortName('BER-3-117')).toBe('117');
  });
});
