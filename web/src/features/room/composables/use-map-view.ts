import type { Stage } from 'konva/lib/Stage';
import { onBeforeUnmount, onMounted, ref, watch, type Ref } from 'vue';
import { clampView, fitView, toScreen, zoomAt, type MapView, type Point, type Size } from '../map-geometry.js';

export interface MapViewOptions {
  readonly host: Readonly<Ref<HTMLElement | null>>;
  readonly stage: () => Stage | null;
  readonly size: Ref<Size>;
  readonly onMoved: () => void;
}

export interface MapViewControls {
  readonly screen: Ref<Size>;
  readonly view: Ref<{ scaleX: number; scaleY: number; x: number; y: number }>;
  readonly zoom: (factor: number, at?: Point) => void;
  readonly fit: () => void;
  readonly showAt: (at: Point) => void;
  readonly screenOf: (at: Point) => Point;
  readonly gestures: Record<string, (event: never) => void>;
}

/** Pan by dragging (Konva's own), zoom by wheel, pinch, buttons and keys. The stage is told directly: no component renders while it moves. */
export function useMapView({ host, stage, size, onMoved }: MapViewOptions): MapViewControls {
  const screen = ref<Size>({ width: 300, height: 300 });
  let current: MapView = { scale: 1, x: 0, y: 0 };
  const view = ref({ scaleX: 1, scaleY: 1, x: 0, y: 0 });
  let touched = false;

  function set(next: MapView): void {
    current = clampView(next, size.value, screen.value);
    const attrs = { scaleX: current.scale, scaleY: current.scale, x: current.x, y: current.y };
    const node = stage();
    if (node) {
      node.setAttrs(attrs);
      node.batchDraw();
    } else view.value = attrs;
    onMoved();
  }

  const fitted = (): MapView => fitView(size.value, screen.value);
  function fit(): void {
    touched = false;
    set(fitted());
  }
  function zoom(factor: number, at: Point = { x: screen.value.width / 2, y: screen.value.height / 2 }): void {
    touched = true;
    set(zoomAt(current, factor, at, fitted().scale));
  }
  function showAt(at: Point): void {
    const now = toScreen(at, current);
    const edge = 60;
    const outside =
      now.x < edge || now.y < edge || now.x > screen.value.width - edge || now.y > screen.value.height - edge;
    if (outside)
      set({
        ...current,
        x: current.x + screen.value.width / 2 - now.x,
        y: current.y + screen.value.height / 2 - now.y,
      });
  }

  const within = (event: { clientX: number; clientY: number }): Point => {
    const box = host.value?.getBoundingClientRect();
    return { x: event.clientX - (box?.left ?? 0), y: event.clientY - (box?.top ?? 0) };
  };
  function onWheel(event: WheelEvent): void {
    event.preventDefault();
    zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)), within(event));
  }

  let pinch: { distance: number; middle: Point } | null = null;
  const spread = (event: TouchEvent): { distance: number; middle: Point } | null => {
    const [one, two] = [event.touches[0], event.touches[1]];
    if (!one || !two) return null;
    const middle = within({ clientX: (one.clientX + two.clientX) / 2, clientY: (one.clientY + two.clientY) / 2 });
    return { distance: Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY), middle };
  };
  function onTouchStart(event: TouchEvent): void {
    pinch = spread(event);
    if (pinch) stage()?.stopDrag();
  }
  function onTouchMove(event: TouchEvent): void {
    const next = spread(event);
    if (!pinch || !next) return;
    stage()?.stopDrag();
    const moved = {
      ...current,
      x: current.x + next.middle.x - pinch.middle.x,
      y: current.y + next.middle.y - pinch.middle.y,
    };
    touched = true;
    set(zoomAt(moved, next.distance / pinch.distance, next.middle, fitted().scale));
    pinch = next;
  }
  const onTouchEnd = (event: TouchEvent): void => {
    if (event.touches.length < 2) pinch = null;
  };

  let watcher: ResizeObserver | null = null;
  onMounted(() => {
    const element = host.value;
    if (!element) return;
    const measure = (): void => {
      screen.value = { width: element.clientWidth || 300, height: element.clientHeight || 300 };
      if (touched) set(current);
      else fit();
    };
    measure();
    watcher = new ResizeObserver(measure);
    watcher.observe(element);
    // Vue would add it as passive, and the page would zoom instead of the map.
    element.addEventListener('wheel', onWheel, { passive: false });
    const node = stage();
    node?.on('dragmove dragend', () => {
      touched = true;
      current = { scale: current.scale, ...node.position() };
      onMoved();
    });
  });
  onBeforeUnmount(() => {
    watcher?.disconnect();
    host.value?.removeEventListener('wheel', onWheel);
  });
  watch(size, fit);

  const gestures = { touchstart: onTouchStart, touchmove: onTouchMove, touchend: onTouchEnd };
  return { screen, view, zoom, fit, showAt, screenOf: (at) => toScreen(at, current), gestures };
}
