import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { StackError } from '../stack-error.mjs';

const HOST = '127.0.0.1';

/**
 * The ports of one stack. They are remembered, so that the address people have bookmarked, and with it the issuer in
 * everybody's tokens, stays the same across restarts as long as nobody else took it.
 */
export class Ports {
  /**
   * @param {string} file
   * @param {Record<string, number>} [wishes] where to look first when nothing is remembered
   */
  constructor(file, wishes = {}) {
    this.file = file;
    this.wishes = wishes;
    /** @type {Record<string, number>} */
    this.remembered = existsSync(file) ? readRemembered(file) : {};
    /** @type {Set<number>} */
    this.given = new Set();
  }

  /**
   * A free port under a name: the remembered one, else the wished one, else any.
   * @param {string} name
   * @returns {Promise<number>}
   */
  async take(name) {
    const candidates = [this.remembered[name], this.wishes[name], 0, 0, 0];
    for (const candidate of candidates) {
      if (candidate === undefined || this.given.has(candidate)) continue;
      const port = await tryPort(candidate);
      if (port === undefined || this.given.has(port)) continue;
      this.given.add(port);
      this.remember(name, port);
      return port;
    }
    throw new StackError(
      'No free port was found on 127.0.0.1.',
      'Close programs that listen on many ports and start again.',
    );
  }

  /**
   * A port somebody asked for by number: that one or a failure.
   * @param {string} name
   * @param {number} port
   */
  async insist(name, port) {
    if ((await tryPort(port)) === undefined) {
      throw new StackError(
        `Port ${port} of 127.0.0.1 is taken by another program.`,
        'Stop that program, or name another port in FLEXSPACE_PORT (or none, to have a free one chosen).',
      );
    }
    this.given.add(port);
    this.remember(name, port);
    return port;
  }

  /**
   * @param {string} name
   * @param {number} port
   */
  remember(name, port) {
    if (this.remembered[name] === port) return;
    this.remembered[name] = port;
    writeFileSync(`${this.file}.new`, JSON.stringify(this.remembered, null, 2));
    renameSync(`${this.file}.new`, this.file);
  }
}

/**
 * @param {number} port 0 for any
 * @returns {Promise<number | undefined>} undefined when it is taken
 */
function tryPort(port) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      const taken = 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES');
      if (taken) resolve(undefined);
      else reject(error);
    });
    server.listen({ port, host: HOST, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : undefined));
    });
  });
}

/**
 * @param {string} file
 * @returns {Record<string, number>}
 */
function readRemembered(file) {
  try {
    const ports = JSON.parse(readFileSync(file, 'utf8'));
    return Object.fromEntries(Object.entries(ports).filter(([, port]) => Number.isInteger(port)));
  } catch {
    // Cut short by a full disk. Other ports are chosen then, and remembered.
    return {};
  }
}
