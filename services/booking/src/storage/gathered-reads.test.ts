import { expect, it } from '@jest/globals';
import { createGatheredReads } from './gathered-reads.js';

it('reads once for all who ask in the same turn, and anew for who asks later', async () => {
  const asked: (readonly number[])[] = [];
  const read = createGatheredReads((keys: readonly number[]) => {
    asked.push(keys);
    return Promise.resolve(new Map(keys.filter((key) => key < 9).map((key) => [key, `v${key}`])));
  });
  expect(await Promise.all([read(1), read(2), read(1), read(9)])).toEqual(['v1', 'v2', 'v1', undefined]);
  expect(await read(1)).toBe('v1');
  expect(asked).toEqual([[1, 2, 9], [1]]);
});

it('fails all who asked together, and nobody else', async () => {
  let down = true;
  const read = createGatheredReads((keys: readonly number[]) =>
    down ? Promise.reject(new Error('down')) : Promise.resolve(new Map(keys.map((key) => [key, key]))),
  );
  const outcomes = await Promise.allSettled([read(1), read(2)]);
  expect(outcomes.map((one) => one.status)).toEqual(['rejected', 'rejected']);
  down = false;
  expect(await read(1)).toBe(1);
});
