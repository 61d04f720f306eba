import { setTimeout as delay } from 'node:timers/promises';

const EVERY_MS = 25;

/** Asks until there is an answer; fails with what was last seen when there is none in time. */
export const eventually = async <T>(
  ask: () => T | Promise<T>,
  withinMs = 20_000,
): Promise<NonNullable<Exclude<T, false>>> => {
  const endsAt = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== null && answer !== false) return answer as NonNullable<Exclude<T, false>>;
    if (performance.now() > endsAt) throw new Error(`it did not come true within ${withinMs} ms: ${ask.toString()}`);
    await delay(EVERY_MS);
  }
};
