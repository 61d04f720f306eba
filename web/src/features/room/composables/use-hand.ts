import { onBeforeUnmount, onMounted, type Ref } from 'vue';
import type { Point } from '../map-geometry.js';

export interface HandUses {
  readonly mayGrab: (event: PointerEvent) => boolean;
  readonly pan: (by: Point) => void;
  readonly zoom: (factor: number, at: Point) => void;
}

/** A finger never rests quite still: less than this is a click. */
const slackPx = 4;

/** Mouse, pen and fingers over an element: dragging pans, the wheel zooms, two fingers do both. */
export function useHand(host: Readonly<Ref<HTMLElement | null>>, uses: HandUses): { wasDragged: () => boolean } {
  const down = new Map<number, Point>();
  let travelled = 0;

  const within = ({ clientX, clientY }: { clientX: number; clientY: number }): Point => {
    const box = host.value?.getBoundingClientRect();
    return { x: clientX - (box?.left ?? 0), y: clientY - (box?.top ?? 0) };
  };
  const middle = (): Point => {
    const points = [...down.values()];
    const sum = points.reduce((all, { x, y }) => ({ x: all.x + x, y: all.y + y }), { x: 0, y: 0 });
    return { x: sum.x / points.length, y: sum.y / points.length };
  };
  const spread = (): number => {
    const [one, other] = [...down.values()];
    return one && other ? Math.hypot(one.x - other.x, one.y - other.y) : 0;
  };

  function onDown(event: PointerEvent): void {
    if (event.button !== 0 || (down.size === 0 && !uses.mayGrab(event))) return;
    if (down.size === 0) travelled = 0;
    down.set(event.pointerId, within(event));
  }
  function onMove(event: PointerEvent): void {
    if (!down.has(event.pointerId)) return;
    const [from, wide] = [middle(), spread()];
    down.set(event.pointerId, within(event));
    const [to, wider] = [middle(), spread()];
    const by = { x: to.x - from.x, y: to.y - from.y };
    travelled += Math.hypot(by.x, by.y) + Math.abs(wider - wide);
    if (travelled < slackPx) return;
    uses.pan(by);
    if (wide > 0 && wider > 0) uses.zoom(wider / wide, to);
  }
  function onUp(event: PointerEvent): void {
    down.delete(event.pointerId);
  }
  function onWheel(event: WheelEvent): void {
    event.preventDefault();
    uses.zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)), within(event));
  }

  onMounted(() => {
    const element = host.value;
    // Konva answers the same events below it: in capture, what it then does already sees where the map is.
    element?.addEventListener('pointerdown', onDown, { capture: true });
    window.addEventListener('pointermove', onMove);
    window.addEventListener('pointerup', onUp);
    window.addEventListener('pointercancel', onUp);
    // Vue would add it as passive, and the page would zoom instead of the map.
    element?.addEventListener('wheel', onWheel, { passive: false });
  });
  onBeforeUnmount(() => {
    window.removeEventListener('pointermove', onMove);
    window.removeEventListener('pointerup', onUp);
    window.removeEventListener('pointercancel', onUp);
  });
  return { wasDragged: () => travelled >= slackPx };
}
