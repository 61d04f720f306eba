import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { StackError } from '../stack-error.mjs';

/**
 * @param {string} file
 * @param {'sha1' | 'sha256'} algorithm
 */
export async function digestOf(file, algorithm) {
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest('hex');
}

/**
 * Refuses a file that is not the pinned one; the pin does not come from where the file comes from.
 * @param {string} file
 * @param {{ sha256: string[], sha1?: string }} pinned several sha256 where a package has one file per platform
 */
export async function verifyChecksum(file, pinned) {
  const sha256 = await digestOf(file, 'sha256');
  const sha1 = pinned.sha1 === undefined ? undefined : await digestOf(file, 'sha1');
  if (pinned.sha256.includes(sha256) && sha1 === pinned.sha1) return;
  throw new StackError(
    `The download of ${path.basename(file)} is broken: its checksum is ${sha256}, not the pinned one.`,
    'Start again. If it stays so, the package registry or a proxy before it serves another file than the released one: tell who runs it.',
  );
}
