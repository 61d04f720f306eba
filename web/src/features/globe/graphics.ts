const longestMs = 3000;

/** Whether WebGL is drawn by a graphics card here. A browser without one draws it on the processor that also runs the page. */
export function drawsInHardware(): Promise<boolean> {
  if (!('OffscreenCanvas' in window)) return Promise.resolve(false);
  return new Promise((resolve) => {
    const probe = new Worker(new URL('./graphics-probe.ts', import.meta.url), { type: 'module' });
    const answer = (hardware: boolean): void => {
      clearTimeout(timer);
      // Its context goes with it: browsers keep few of them.
      probe.terminate();
      resolve(hardware);
    };
    const timer = setTimeout(() => {
      answer(false);
    }, longestMs);
    probe.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      answer(data === true);
    });
    probe.addEventListener('error', () => {
      answer(false);
    });
  });
}
