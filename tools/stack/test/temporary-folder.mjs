import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * A folder that is gone when the test is over.
 * @param {import('node:test').TestContext} test
 */
export function temporaryFolder(test) {
  const folder = mkdtempSync(path.join(tmpdir(), 'flexspace-stack-test-'));
  test.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
