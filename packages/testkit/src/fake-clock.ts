import { plus, type Clock, type Instant } from '@flexspace/kernel';

/** A clock that stands still until it is told otherwise. */
export class FakeClock implements Clock {
  #now: Instant;

  constructor(now: Instant) {
    this.#now = now;
  }

  now(): Instant {
    return this.#now;
  }

  /** Forwards or backwards: clocks do jump. */
  set(now: Instant): void {
    this.#now = now;
  }

  advance(micros: number): Instant {
    this.#now = plus(this.#now, micros);
    return this.#now;
  }
}
