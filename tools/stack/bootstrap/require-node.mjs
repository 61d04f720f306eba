/** The oldest Node that can run the bootstrap; everything else runs under the pinned Node of package-lock.json. */
const OLDEST = [20, 19, 0];

/**
 * @param {string} version such as `20.19.4`
 * @returns {boolean}
 */
export function isNodeNewEnough(version) {
  const parts = version.split('.').map(Number);
  for (const [index, least] of OLDEST.entries()) {
    const part = parts[index] ?? 0;
    if (part !== least) return part > least;
  }
  return true;
}

/** Ends the process with one message when Node is too old to go on. */
export function requireNode() {
  if (isNodeNewEnough(process.versions.node)) return;
  process.stderr.write(
    `✗ FlexSpace needs Node ${OLDEST.join('.')} or newer, this is ${process.versions.node}.\n` +
      '  → Install a newer Node and run the command again.\n',
  );
  process.exit(1);
}
