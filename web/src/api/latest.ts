import { isAbort } from './client.js';

/** Runs loads so that the last request wins: starting one gives up on the one before, whose answer is dropped. */
export class Latest {
  #controller: AbortController | null = null;

  /** Resolves to null when a later call has taken over. */
  async run<T>(load: (signal: AbortSignal) => Promise<T>): Promise<T | null> {
    this.#controller?.abort();
    const mine = new AbortController();
    this.#controller = mine;
    try {
      const found = await load(mine.signal);
      return mine.signal.aborted ? null : found;
    } catch (failure) {
      if (mine.signal.aborted || isAbort(failure)) return null;
      throw failure;
    }
  }

  cancel(): void {
    this.#controller?.abort();
  }
}
