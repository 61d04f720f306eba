import { expect, it } from '@jest/globals';
import { csvHeader, toCsv } from './csv.js';

it('quotes what needs it and defuses what a spreadsheet would run', () => {
  const line = toCsv({
    service: 'catalog',
    id: 1,
    at: '2026-11-23T09:00:00Z',
    actor: { id: 'u', username: 'ada', full_name: '=HYPERLINK("x")' },
    action: 'room.changed',
    object_type: 'room',
    object_id: '7',
    location_id: null,
    before: { name: 'a, "b"' },
    after: null,
    request_id: '-1+1',
    client_id: '',
    client_address: '::1',
    hash: 'abc',
  });
  expect(line).toBe(
    `catalog,1,2026-11-23T09:00:00Z,u,"'=HYPERLINK(""x"")",room.changed,room,7,,"{""name"":""a, \\""b\\""""}",null,'-1+1,,::1,abc\r\n`,
  );
  expect(csvHeader().split(',')).toHaveLength(15);
});
