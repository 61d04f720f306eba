import type { Stage } from 'konva/lib/Stage';
import { computed, onBeforeUnmount, onMounted, ref, watch, type ComputedRef, type Ref } from 'vue';
import { clampView, fitView, toScreen, zoomAt, type MapView, type Point, type Size } from '../map-geometry.js';
import { useHand } from './use-hand.js';

export interface MapViewOptions {
  readonly host: Readonly<Ref<HTMLElement | null>>;
  readonly stage: () => Stage | null;
  readonly size: Ref<Size>;
  readonly onMoved: () => void;
  /** Leaves a drag that begins on a desk to the desk. */
  readonly desksDrag?: boolean;
}

/** What a stage is to be: it stands over the edge of its host on every side, so that a drag has something to show. */
export interface StageConfig {
  readonly width: number;
  readonly height: number;
  readonly scaleX: number;
  readonly scaleY: number;
  readonly x: number;
  readonly y: number;
}

export interface MapViewControls {
  readonly stageConfig: ComputedRef<StageConfig>;
  readonly zoom: (factor: number, at?: Point) => void;
  readonly fit: () => void;
  readonly showAt: (at: Point) => void;
  readonly screenOf: (at: Point) => Point;
  /** True for the click that ends a drag. */
  readonly wasDragged: () => boolean;
}

/** The share of the host that is drawn beyond each edge. */
const beyond = 0.25;
/** So long without a move is rest: then the stage is drawn anew, sharp and whole. */
const restMs = 120;
/** Drawn at one scale and shown at another: more than this looks wrong. */
const mostStretch = 1.6;

/**
 * Pan by dragging, zoom by wheel, pinch, buttons and keys. While it moves, what has been drawn is moved as one picture by the
 * compositor: drawing 300 desks anew for every frame holds 60 of them on a graphics card only.
 */
export function useMapView({ host, stage, size, onMoved, desksDrag = false }: MapViewOptions): MapViewControls {
  const screen = ref<Size>({ width: 300, height: 300 });
  const drawn = ref<MapView>({ scale: 1, x: 0, y: 0 });
  let current: MapView = drawn.value;
  let touched = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const margin = computed(() => ({ x: screen.value.width * beyond, y: screen.value.height * beyond }));
  const stageConfig = computed<StageConfig>(() => ({
    width: screen.value.width + 2 * margin.value.x,
    height: screen.value.height + 2 * margin.value.y,
    scaleX: drawn.value.scale,
    scaleY: drawn.value.scale,
    x: drawn.value.x + margin.value.x,
    y: drawn.value.y + margin.value.y,
  }));

  function settle(): void {
    clearTimeout(timer);
    drawn.value = current;
    const node = stage();
    if (!node) return;
    node.setAttrs(stageConfig.value);
    node.content.style.transform = `translate(${-margin.value.x}px, ${-margin.value.y}px)`;
    node.batchDraw();
  }
  /** Moves the picture; false when it would show what has not been drawn. */
  function slide(): boolean {
    const node = stage();
    const stretch = current.scale / drawn.value.scale;
    if (!node || stretch > mostStretch || stretch < 1 / mostStretch) return false;
    const x = current.x - (drawn.value.x + margin.value.x) * stretch;
    const y = current.y - (drawn.value.y + margin.value.y) * stretch;
    if (x > 0 || y > 0) return false;
    const { width, height } = stageConfig.value;
    if (x + width * stretch < screen.value.width || y + height * stretch < screen.value.height) return false;
    node.content.style.transform = `translate(${x}px, ${y}px) scale(${stretch})`;
    return true;
  }
  function set(next: MapView, inMotion = false): void {
    current = clampView(next, size.value, screen.value);
    if (inMotion && slide()) {
      clearTimeout(timer);
      timer = setTimeout(settle, restMs);
    } else settle();
    onMoved();
  }

  const fitted = (): MapView => fitView(size.value, screen.value);
  function fit(): void {
    touched = false;
    set(fitted());
  }
  function scaleBy(factor: number, at: Point, inMotion: boolean): void {
    touched = true;
    set(zoomAt(current, factor, at, fitted().scale), inMotion);
  }
  const zoom = (factor: number, at = { x: screen.value.width / 2, y: screen.value.height / 2 }): void => {
    scaleBy(factor, at, false);
  };
  function showAt(at: Point): void {
    const now = toScreen(at, current);
    const edge = 60;
    const { width, height } = screen.value;
    const outside = now.x < edge || now.y < edge || now.x > width - edge || now.y > height - edge;
    if (outside) set({ ...current, x: current.x + width / 2 - now.x, y: current.y + height / 2 - now.y });
  }

  const onDesk = (event: Event): boolean => {
    const node = stage();
    if (!desksDrag || !node) return false;
    node.setPointersPositions(event);
    const pointer = node.getPointerPosition();
    return pointer !== null && node.getIntersection(pointer) !== null;
  };
  const { wasDragged } = useHand(host, {
    mayGrab: (event) => !onDesk(event),
    pan: (by) => {
      touched = true;
      set({ ...current, x: current.x + by.x, y: current.y + by.y }, true);
    },
    zoom: (factor, at) => {
      scaleBy(factor, at, true);
    },
  });

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
  });
  onBeforeUnmount(() => {
    clearTimeout(timer);
    watcher?.disconnect();
  });
  watch(size, fit);

  return { stageConfig, zoom, fit, showAt, screenOf: (at) => toScreen(at, current), wasDragged };
}
