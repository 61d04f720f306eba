import type { Layer } from 'konva/lib/Layer';
import { Rect } from 'konva/lib/shapes/Rect';
import { Tween } from 'konva/lib/Tween';
import { onBeforeUnmount, watch } from 'vue';
import { markerBox } from '../desk-marker.js';
import type { DeskState, DeskView } from '../desk-state.js';
import type { Point } from '../map-geometry.js';

export interface DeskFlashOptions {
  readonly desks: () => readonly DeskView[];
  readonly place: (desk: DeskView) => Point;
  readonly width: () => number;
  readonly color: (desk: DeskView) => string;
  readonly layer: () => Layer | null;
}

const atOnce = 40;

/** A change that arrives while one looks fades its tint once, so that the eye finds it. Nothing moves for those who asked for less motion. */
export function useDeskFlash(options: DeskFlashOptions): void {
  const calm = matchMedia('(prefers-reduced-motion: reduce)');
  const running = new Set<Tween>();
  let seen = new Map<number, DeskState>();

  function flash(desk: DeskView): void {
    const layer = options.layer();
    if (!layer) return;
    const box = markerBox(desk, options.width());
    const pad = options.width() * 0.3;
    const { x, y } = options.place(desk);
    const glow = new Rect({
      x: x - box.width / 2 - pad,
      y: y - box.height / 2 - pad,
      width: box.width + 2 * pad,
      height: box.height + 2 * pad,
      cornerRadius: options.width() * 0.3,
      fill: options.color(desk),
      opacity: 0.45,
      listening: false,
    });
    layer.add(glow);
    const tween = new Tween({
      node: glow,
      opacity: 0,
      duration: 1.4,
      onFinish: () => {
        running.delete(tween);
        glow.destroy();
      },
    });
    running.add(tween);
    tween.play();
  }

  watch(options.desks, (desks) => {
    const before = seen;
    seen = new Map(desks.map((desk) => [desk.id, desk.state]));
    if (before.size === 0 || calm.matches) return;
    const changed = desks.filter((desk) => before.has(desk.id) && before.get(desk.id) !== desk.state);
    // Looking at another moment changes many at once; that is no live change.
    if (changed.length <= atOnce && changed.length < desks.length / 3) changed.forEach(flash);
  });
  onBeforeUnmount(() => {
    for (const tween of running) tween.destroy();
  });
}
