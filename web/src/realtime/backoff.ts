const floorMs = 500;
const ceilingMs = 20_000;

/** Full jitter: anywhere between half a second and a bound that doubles with each attempt, up to twenty seconds. */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const bound = Math.min(ceilingMs, 1000 * 2 ** Math.min(attempt, 10));
  return floorMs + random() * Math.max(0, bound - floorMs);
}
