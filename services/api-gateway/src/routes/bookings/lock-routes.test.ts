import { describe, expect, it } from '@jest/globals';
import { InvalidRequest } from '@flexspace/kernel';
import { readBeacon } from './lock-routes.js';

describe('a beacon of a page that closes', () => {
  it.each([
    ['JSON', ' {"desk_id": 7}', { desk_id: 7 }],
    ['a form', 'desk_id=7&x=1', { desk_id: 7 }],
    ['a multipart form', '--b\r\nContent-Disposition: form-data; name="desk_id"\r\n\r\n7\r\n--b--', { desk_id: 7 }],
    ['nothing', '', {}],
    ['a form without a number', 'desk_id=seven', {}],
  ])('is read from %s', (_what, text, expected) => {
    expect(readBeacon(text)).toEqual(expected);
  });

  it('names the body when its JSON is broken', () => {
    expect(() => readBeacon('{"desk_id":')).toThrow(InvalidRequest);
  });
});
