/**
 * A failure that a person can do something about. What happened, and what to do: both are shown, and no stack trace.
 */
export class StackError extends Error {
  /**
   * @param {string} what one sentence
   * @param {string} remedy what to do about it
   * @param {{ cause?: unknown }} [options]
   */
  constructor(what, remedy, options) {
    super(what, options);
    this.name = 'StackError';
    this.remedy = remedy;
  }
}

/**
 * Turns any failure into what a person reads. Full disks are recognised wherever they surface.
 * @param {unknown} error
 * @returns {string}
 */
export function describeFailure(error) {
  if (error instanceof StackError) return `${error.message}\n  → ${error.remedy}`;
  if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') {
    return `The disk is full (${error.message}).\n  → Free some space and start again; nothing half-written is kept.`;
  }
  if (error instanceof Error) return error.stack ?? error.message;
  return String(error);
}
