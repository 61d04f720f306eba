import { setTimeout as delay } from 'node:timers/promises';

/** A process that dies this often in a row, each time soon after its start, is not started again. */
const MOST_RESTARTS = 6;
/** Who has lived this long was healthy: its death is an accident and not one of a row. */
const HEALTHY_MS = 20_000;
const FIRST_DELAY_MS = 500;

/**
 * @typedef {object} Watched
 * @property {import('./managed-process.mjs').ManagedProcess} process
 * @property {() => Promise<void>} [whenReady] resolves when a restarted process serves again
 */

/**
 * Starts a process that died again, a bounded number of times with growing pauses; one that keeps dying ends the stack.
 */
export class Supervisor {
  /**
   * @param {{ say: (line: string) => void, onRestarted: () => void, giveUp: (why: string) => void }} events
   */
  constructor(events) {
    this.events = events;
    this.closed = new AbortController();
  }

  /** @param {Watched} watched */
  watch(watched) {
    void this.#keepUp(watched).catch((/** @type {unknown} */ error) => {
      if (!this.closed.signal.aborted) this.events.giveUp(error instanceof Error ? error.message : String(error));
    });
  }

  /** From now on a process that ends stays ended. */
  close() {
    this.closed.abort();
  }

  /** @param {Watched} watched */
  async #keepUp({ process: managed, whenReady }) {
    const { name, log } = managed.spec;
    let deaths = 0;
    for (;;) {
      const startedAt = performance.now();
      const how = await managed.ended;
      if (this.closed.signal.aborted) return;
      if (!managed.stopping) {
        deaths = performance.now() - startedAt > HEALTHY_MS ? 1 : deaths + 1;
        if (deaths > MOST_RESTARTS) {
          this.events.giveUp(`${name} died ${deaths} times in a row (${how}); its log is ${log}`);
          return;
        }
        const pause = FIRST_DELAY_MS * 2 ** (deaths - 1);
        this.events.say(`  ! ${name} died (${how}); starting it again in ${pause / 1000} s. Its log: ${log}`);
        await delay(pause, undefined, { signal: this.closed.signal });
      }
      await managed.start();
      this.events.onRestarted();
      await whenReady?.().then(
        () => this.events.say(`  ✓ ${name} is back`),
        () => undefined, // it died again or hangs: the loop sees the former, its own log tells the latter
      );
    }
  }
}
