/** How often a step that is still running says so. */
const HEARTBEAT_MS = 10_000;

/** @typedef {(line: string) => void} WriteLine */

/**
 * Says what is going on, line by line, so that it reads the same in a terminal, in a pipe and in a CI log.
 * Steps may overlap: Keycloak starts beside everything else.
 */
export class Progress {
  /** @param {WriteLine} [write] */
  constructor(write = (line) => process.stdout.write(`${line}\n`)) {
    this.write = write;
    this.startedAt = performance.now();
  }

  /** @param {string} line */
  say(line) {
    this.write(line);
  }

  /** Seconds since this run began, for the last line of all. */
  elapsed() {
    return formatSeconds(performance.now() - this.startedAt);
  }

  /**
   * Runs one step and tells its time; a failure is thrown on, after saying which step it was.
   * @template T
   * @param {string} title
   * @param {() => Promise<T> | T} work
   * @returns {Promise<T>}
   */
  async step(title, work) {
    const began = performance.now();
    const heartbeat = setInterval(
      () => this.write(`  … ${title} (${formatSeconds(performance.now() - began)})`),
      HEARTBEAT_MS,
    );
    heartbeat.unref();
    try {
      const result = await work();
      this.write(`  ✓ ${title}  ${formatSeconds(performance.now() - began)}`);
      return result;
    } catch (error) {
      this.write(`  ✗ ${title}  ${formatSeconds(performance.now() - began)}`);
      throw error;
    } finally {
      clearInterval(heartbeat);
    }
  }
}

/** @param {number} ms */
export function formatSeconds(ms) {
  return ms < 60_000
    ? `${(ms / 1000).toFixed(1)} s`
    : `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}
