// What Vuetify and Konva touch and jsdom lacks.
class Observer {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
  takeRecords(): [] {
    return [];
  }
}
Object.assign(globalThis, {
  ResizeObserver: Observer,
  IntersectionObserver: Observer,
  visualViewport: new EventTarget(),
  BroadcastChannel: class extends EventTarget {
    postMessage(): void {}
  },
  CSS: { supports: () => false, escape: (text: string) => text },
});
// jsdom's signals know neither; a request in a test ends by itself.
Object.assign(AbortSignal, {
  timeout: () => new AbortController().signal,
  any: ([first]: AbortSignal[]) => first ?? new AbortController().signal,
});
window.matchMedia = (query: string): MediaQueryList =>
  Object.assign(new EventTarget(), {
    matches: false,
    media: query,
    onchange: null,
    addListener() {},
    removeListener() {},
  });

// Konva only needs a context that swallows calls to build and hit-test its tree.
HTMLCanvasElement.prototype.getContext = function getContext(this: HTMLCanvasElement) {
  const own: Record<string | symbol, unknown> = { canvas: this };
  return new Proxy(own, {
    get(target, key) {
      if (key in target) return target[key];
      if (key === 'measureText')
        return (text: string) => ({ width: text.length * 7, actualBoundingBoxAscent: 8, actualBoundingBoxDescent: 2 });
      if (key === 'getImageData')
        return (_x: number, _y: number, width: number, height: number) => ({
          data: new Uint8ClampedArray(width * height * 4),
          width,
          height,
        });
      return () => undefined;
    },
    set(target, key, value) {
      target[key] = value;
      return true;
    },
  });
} as unknown as typeof HTMLCanvasElement.prototype.getContext;
