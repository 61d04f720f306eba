import { describe, expect, it } from '@jest/globals';
import { safeNext } from './sso.js';

describe('where to go after signing in', () => {
  it.each(['/', '/rooms/7?desk=1#x', '/a//b'])('goes to %s', (next) => {
    expect(safeNext(next)).toBe(next);
  });

  it.each([
    undefined,
    '',
    'rooms/7',
    '//evil.example',
    '/\\evil.example',
    'https://evil.example/',
    'javascript:alert(1)',
    '/\t/evil.example',
    '/\n/evil.example',
  ])('goes home instead of to %p', (next) => {
    expect(safeNext(next)).toBe('/');
  });
});
