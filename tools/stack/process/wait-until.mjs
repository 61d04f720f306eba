import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks again and again until the answer is not undefined or false, or the deadline passes.
 * @template T
 * @param {() => Promise<T | undefined | false> | T | undefined | false} ask
 * @param {{ timeoutMs: number, everyMs?: number, signal?: AbortSignal }} options
 * @returns {Promise<T | undefined>} undefined when the deadline passed
 */
export async function waitUntil(ask, { timeoutMs, everyMs = 100, signal }) {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    signal?.throwIfAborted();
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() >= deadline) return undefined;
    await delay(everyMs, undefined, { signal });
  }
}

/**
 * True when the address answers 200 within a second.
 * @param {string} url
 */
export async function answersOk(url) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    // Not listening yet, or not answering in time: both mean "ask again".
    return false;
  }
}
