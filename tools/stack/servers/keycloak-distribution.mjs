import { createWriteStream, existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { cached } from '../artifacts/cache.mjs';
import { verifyChecksum } from '../artifacts/checksum.mjs';
import { canRun, lastLines, runCommand } from '../artifacts/run-command.mjs';
import { unzip } from '../artifacts/unzip.mjs';
import { StackError } from '../stack-error.mjs';
import { keycloakCommand } from './keycloak-java.mjs';

const RELEASE = '26.7.3';
const ARTIFACT = `keycloak-quarkus-dist-${RELEASE}.zip`;
const PINNED = {
  sha256: ['27a6535553c3cdcd083872ba40629efafb3475e3b758e0c6f691395561dd0f1f'],
  sha1: '1e21a7f572581692aacb379dbba8413f99b67208',
};

/** What is fixed when Keycloak is built: another value means another build, and so another folder in the cache. */
const BUILD_OPTIONS = [
  '--db=dev-file',
  '--health-enabled=true',
  '--http-relative-path=/auth',
  '--http-management-relative-path=/',
  '--features-disabled=kerberos,ciba,par,device-flow,organization,docker,workflows,opentelemetry',
];
/** Counts up when BUILD_OPTIONS change. */
const BUILD = 1;

/**
 * The unpacked and built Keycloak, made once per machine: fetching takes a minute, building another.
 * @param {string} java
 * @param {import('../progress.mjs').Progress} progress
 * @returns {Promise<string>} its folder
 */
export function keycloakDistribution(java, progress) {
  return cached(`keycloak-${RELEASE}-${BUILD}`, async (folder) => {
    await progress.step(`Keycloak ${RELEASE} fetched (177 MB)`, () => fetchInto(folder, java));
    await progress.step('Keycloak built (once per machine)', () => build(folder, java));
  });
}

/**
 * @param {string} folder
 * @param {string} java
 */
async function fetchInto(folder, java) {
  const zip = path.join(folder, ARTIFACT);
  const { KEYCLOAK_DIST_URL } = process.env;
  if (KEYCLOAK_DIST_URL) await download(KEYCLOAK_DIST_URL, zip);
  else if (canRun('mvn', ['--version'])) await fetchByMaven(folder, java);
  else {
    throw new StackError(
      'Keycloak is fetched with Maven, and there is no mvn on the PATH.',
      `Install Maven; or set KEYCLOAK_DIST_URL to the address of ${ARTIFACT}; or give a running Keycloak in FLEXSPACE_KEYCLOAK_URL.`,
    );
  }
  await verifyChecksum(zip, PINNED);
  unzip(zip, folder, { strip: 1 });
  rmSync(zip);
}

/**
 * Maven follows the machine's own settings, so that a company's mirror is used.
 * @param {string} folder
 * @param {string} java
 */
async function fetchByMaven(folder, java) {
  const env = path.isAbsolute(java) ? { JAVA_HOME: path.resolve(java, '../..'), ...process.env } : process.env;
  const artifact = `-Dartifact=org.keycloak:keycloak-quarkus-dist:${RELEASE}:zip`;
  const args = ['-B', '-q', 'dependency:copy', artifact, `-DoutputDirectory=${folder}`];
  const result = await runCommand('mvn', args, { cwd: folder, env });
  if (result.code === 0 && existsSync(path.join(folder, ARTIFACT))) return;
  throw new StackError(
    `Maven could not fetch Keycloak:\n${lastLines(result.output, 4)}`,
    "Look at the network and at Maven's settings.xml; or set KEYCLOAK_DIST_URL to an address of the same file.",
  );
}

/**
 * @param {string} url
 * @param {string} file
 */
async function download(url, file) {
  const remedy = 'Look at the network and at KEYCLOAK_DIST_URL, then start again.';
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(20 * 60_000) });
    if (!response.ok || response.body === null) throw new StackError(`${url} answered ${response.status}.`, remedy);
    await pipeline(Readable.fromWeb(response.body), createWriteStream(file));
  } catch (error) {
    if (error instanceof StackError) throw error;
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') throw error;
    throw new StackError(`${url} could not be fetched.`, remedy, { cause: error });
  }
}

/**
 * @param {string} folder
 * @param {string} java
 */
async function build(folder, java) {
  const result = await runCommand(java, keycloakCommand(folder, ['build', ...BUILD_OPTIONS]));
  // 10 is its "built, nothing was started".
  if (result.code !== 0 && result.code !== 10) {
    throw new StackError(
      `Keycloak could not be built:\n${lastLines(result.output)}`,
      'Look at the free memory and disk space and start again.',
    );
  }
}
