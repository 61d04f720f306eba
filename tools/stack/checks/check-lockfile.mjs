import { readFileSync } from 'node:fs';

/**
 * Optional packages that a package names but package-lock.json lacks. Each of them makes `npm ci` refuse to work,
 * although `npm install` went through: some releases name platforms that were never published.
 * @param {string} lockFile
 * @returns {string[]} `package -> missing package`
 */
export function findLockfileHoles(lockFile) {
  const packages = readPackages(lockFile);
  const names = new Set(
    Object.keys(packages).map((path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)),
  );
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !names.has(name))
      .map((name) => `${path} -> ${name}`),
  );
}

/**
 * Packages that package-lock.json takes from an address of somebody's: there a company's own mirror would be passed by,
 * and whoever cannot reach that host could not install.
 * @param {string} lockFile
 * @returns {string[]} `package -> address`
 */
export function findLockfileHosts(lockFile) {
  return Object.entries(readPackages(lockFile)).flatMap(([path, { resolved = '' }]) =>
    /^[\w+]+:/.test(resolved) && !resolved.startsWith('file:') ? [`${path} -> ${resolved}`] : [],
  );
}

/**
 * @param {string} lockFile
 * @returns {Record<string, { optionalDependencies?: Record<string, string>, resolved?: string }>}
 */
function readPackages(lockFile) {
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
}
