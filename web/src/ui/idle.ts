const longestWaitMs = 1500;
const canWait = 'requestIdleCallback' in window;

/** Runs when the browser has nothing better to do, or after a moment where it cannot say. */
export const whenIdle = (run: () => void): number =>
  canWait ? requestIdleCallback(run, { timeout: longestWaitMs }) : window.setTimeout(run, 50);

export const forgetIdle = (handle: number): void => {
  if (canWait) cancelIdleCallback(handle);
  else clearTimeout(handle);
};
