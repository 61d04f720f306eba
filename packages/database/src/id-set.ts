/**
 * SQL for the digest of one id: the first 52 bits of the SHA-256 of its eight bytes, so that it is an exact number in JavaScript too.
 * Joined by `bit_xor` they name a set of ids, and a set is brought up to date by what came and went, in any order. Two databases
 * that must find out whether they know the same ids keep this beside their rows: sets that differ have one name once in 2^52 times.
 */
export const idDigest = (column: string): string =>
  `('x' || substr(encode(sha256(int8send(${column})), 'hex'), 1, 13))::bit(52)::bigint`;
