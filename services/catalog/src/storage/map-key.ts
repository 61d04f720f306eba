import { createHash, randomUUID } from 'node:crypto';

const KEY = /^[0-9a-f]{32}\.webp$/;

/** A key becomes part of a path: nothing but what upload-map makes may pass. */
export const assertMapKey = (key: string): string => {
  if (!KEY.test(key)) throw new Error('this is no key of a map');
  return key;
};

const LENGTH = 32;

/** A name for a file that no other file ever has, not even one of the same bytes. */
export const newMapKey = (bytes: Uint8Array): string =>
  `${createHash('sha256').update(bytes).update(randomUUID()).digest('hex').slice(0, LENGTH)}.webp`;
