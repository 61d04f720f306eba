import { instant, MICROS_PER_MS, SECOND_US, type Clock, type Instant } from '@flexspace/kernel';
import type { Timers } from '../../src/application/ports.js';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Time that passes only when a test says so; whoever waits is woken in the order of their alarms. */
export class FakeTimers implements Timers, Clock {
  #now: number;
  readonly #sleepers = new Set<Sleeper>();

  constructor(now = 1_800_000_000 * SECOND_US) {
    this.#now = now;
  }

  now(): Instant {
    return instant(this.#now);
  }

  pause(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) {
        resolve();
        return;
      }
      const wake = (): void => {
        this.#sleepers.delete(sleeper);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const sleeper = { at: this.#now + Math.max(0, Math.ceil(ms)) * MICROS_PER_MS, wake };
      this.#sleepers.add(sleeper);
      signal.addEventListener('abort', wake, { once: true });
    });
  }

  /** Lets everything run that waits for nothing but its turn. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  async advance(ms: number): Promise<void> {
    await this.settle();
    const end = this.#now + ms * MICROS_PER_MS;
    for (;;) {
      const due = [...this.#sleepers].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#now = Math.max(this.#now, due.at);
      due.wake();
      await this.settle();
    }
    this.#now = end;
  }
}
