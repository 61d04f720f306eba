/**
 * What every server needs to know to be started in a stack.
 * @typedef {object} ServerContext
 * @property {string} home the stack's own folder: data and everything else that is not in the repository
 * @property {string} logs
 * @property {import('../process/free-ports.mjs').Ports} ports
 * @property {import('../process/run-record.mjs').RunRecord} record
 * @property {AbortSignal} signal aborted when the stack is to stop
 * @property {boolean} durable false in tests: what is written may be lost in a power cut
 */

/**
 * @typedef {object} StartedServer
 * @property {string} url
 * @property {import('../process/managed-process.mjs').ManagedProcess} process
 * @property {() => Promise<void>} whenReady for a later restart
 */

export {};
