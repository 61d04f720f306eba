/**
 * The name of all that is in sets which have nothing in common, from the names of each. A name is a number below 2^52, see
 * `idDigest` of the database package.
 */
export const joinIdSets = (names: readonly number[]): number =>
  Number(names.reduce((joined, name) => joined ^ BigInt(name), 0n));
