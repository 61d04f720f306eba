import { randomFillSync } from 'node:crypto';

const SIZE = 16;
/** Randomness for many at once: asking the system for each would cost more than all the rest. */
const pool = Buffer.alloc(SIZE * 256);
let used = pool.length;

const nextRandom = (): Buffer => {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += SIZE;
  return pool.subarray(used - SIZE, used);
};

/** A UUID that starts with the time, so that an index over them grows at its end. */
export const uuidV7 = (nowMs: number = Date.now()): string => {
  const bytes = nextRandom();
  bytes.writeUIntBE(nowMs, 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};
