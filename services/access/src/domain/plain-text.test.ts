import { describe, expect, it } from '@jest/globals';
import { readText } from './plain-text.js';

const rule = { path: 'name', min: 1, max: 10 };

describe('readText', () => {
  it('trims, and brings text to one form', () => {
    expect(readText('  Team  ', rule)).toBe('Team');
    expect(readText('Cafe\u0301', rule)).toBe('Caf\u00e9');
  });

  it('counts what people count', () => {
    expect(readText('👩'.repeat(10), rule)).toBe('👩'.repeat(10));
    expect(readText('x'.repeat(11), rule)).toEqual({ path: 'name', message: 'must have at most 10 characters' });
    expect(readText(' \n ', rule)).toEqual({ path: 'name', message: 'must not be empty' });
  });

  it.each(['a\u0000b', 'a\nb', 'a\u202eb', 'a\u2066b', 'a\u200bb', 'a\ufeffb', 'a\ud800b'])('refuses %j', (text) => {
    expect(readText(text, rule)).toMatchObject({ path: 'name' });
  });

  it('lets a description have lines, and nothing worse', () => {
    const description = { path: 'description', min: 0, max: 100, paragraphs: true };
    expect(readText('one\r\ntwo\n\tthree', description)).toBe('one\ntwo\n\tthree');
    expect(readText('', description)).toBe('');
    expect(readText('one\u0007', description)).toMatchObject({ path: 'description' });
    expect(readText('one\u202etwo', description)).toMatchObject({ path: 'description' });
  });
});
