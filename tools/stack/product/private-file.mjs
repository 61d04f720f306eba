import { renameSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Writes JSON that only the owner may read. A reader sees the old file or the new one, never half of it.
 * @param {string} file
 * @param {unknown} content
 */
export function writePrivate(file, content) {
  const part = `${file}.${process.pid}.new`;
  rmSync(part, { force: true });
  writeFileSync(part, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(part, file);
}
