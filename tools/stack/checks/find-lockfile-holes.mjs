import { readFileSync } from 'node:fs';

/**
 * Optional packages that a package names but package-lock.json lacks. Each of them makes `npm ci` refuse to work,
 * although `npm install` went through: some releases name platforms that were never published.
 * @param {string} lockFile
 * @returns {string[]} `package -> missing package`
 */
export function findLockfileHoles(lockFile) {
  /** @type {Record<string, { optionalDependencies?: Record<string, string> }>} */
  const packages = JSON.parse(readFileSync(lockFile, 'utf8')).packages;
  const names = new Set(
    Object.keys(packages).map((path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)),
  );
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !names.has(name))
      .map((name) => `${path} -> ${name}`),
  );
}
