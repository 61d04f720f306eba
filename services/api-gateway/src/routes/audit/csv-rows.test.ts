import { expect, it } from '@jest/globals';
import type { AuditPage } from './audit-pages.js';
import { csvRows } from './csv-rows.js';

const page = (next: string): AuditPage => ({ lines: [], next });
const read = async (rows: AsyncIterable<string>): Promise<number> => {
  let count = 0;
  for await (const _row of rows) count += 1;
  return count;
};

it('goes on to the last page, and breaks off where it is too long', async () => {
  const asked: string[] = [];
  const more = (cursor: string): Promise<AuditPage> => {
    asked.push(cursor);
    return Promise.resolve(page(cursor === 'b' ? '' : 'b'));
  };
  expect(await read(csvRows(page('a'), more, 3))).toBe(1);
  expect(asked).toEqual(['a', 'b']);
  await expect(read(csvRows(page('a'), more, 2))).rejects.toMatchObject({ reason: 'TOO_LARGE' });
});
