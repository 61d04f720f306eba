import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { writePrivate } from './private-file.mjs';

/**
 * @typedef {{ username: string, password: string, role: string }} Account
 * @typedef {object} StateContent
 * @property {string} [realm] hash of what the realm was last made from
 * @property {string} [migrated] fingerprint of the build whose migrations were applied last
 * @property {string} [seeding] when its making was begun
 * @property {string} [seeded] when the example company was made
 * @property {Account[]} [accounts] the example people one may sign in as
 */

/** What has been done to a stack's data already, so that a second start need not do it again. */
export class StackState {
  /** @param {string} home */
  constructor(home) {
    this.file = path.join(home, 'state.json');
    /** @type {StateContent} */
    this.content = existsSync(this.file) ? JSON.parse(readFileSync(this.file, 'utf8')) : {};
  }

  /** Half a company is nobody's data: it is neither finished nor worth keeping. */
  get halfSeeded() {
    return this.content.seeding !== undefined && this.content.seeded === undefined;
  }

  /** @param {StateContent} changes */
  keep(changes) {
    this.content = { ...this.content, ...changes };
    writePrivate(this.file, this.content);
  }
}
