import { describe, expect, it } from '@jest/globals';
import { plainName, plainParagraphs, type PlainText } from './plain-text.js';

const outcome = ({ text, problem }: PlainText): string => problem ?? `kept: ${text}`;
const EMPTY = 'must not be empty';
const CONTROL = 'must not contain control characters';
const TURNED = 'must not contain characters that turn the direction of writing';
const INVISIBLE = 'must not contain invisible characters';
const ENGLAND = `\u{1F3F4}${String.fromCodePoint(0xe0067, 0xe0062, 0xe0065, 0xe006e, 0xe0067, 0xe007f)}`;

describe('a name', () => {
  it.each([
    ['  Atrium ', 'kept: Atrium'],
    ['Cafe\u0301', 'kept: Café'],
    ['東京 🏢', 'kept: 東京 🏢'],
    ['x'.repeat(120), `kept: ${'x'.repeat(120)}`],
    ['🏢'.repeat(120), `kept: ${'🏢'.repeat(120)}`],
    ['x'.repeat(121), 'must have at most 120 characters'],
    ['', EMPTY],
    [' \n ', EMPTY],
    [' \u200B\u00A0 ', EMPTY],
    ['a\u0000b', CONTROL],
    ['a\nb', CONTROL],
    ['a\u2028b', CONTROL],
    ['a\uD800b', CONTROL],
    ['evil\u202Etxt', TURNED],
    ['evil\u200Ftxt', TURNED],
    ['evil\u2066txt', TURNED],
    ['Desk\uFEFF', 'kept: Desk'],
    ['\uFFFD', 'must not contain characters that stand for lost ones'],
  ])('%j', (given, expected) => {
    expect(outcome(plainName(given))).toBe(expected);
  });

  it.each([
    ['a zero-width space', 'Desk\u200B 1'],
    ['a soft hyphen', 'De\u00ADsk'],
    ['a byte order mark', 'De\uFEFFsk'],
    ['a word joiner', 'De\u2060sk'],
    ['a Hangul filler', 'De\u3164sk'],
    ['a blank pattern', 'De\u2800sk'],
    ['a grapheme joiner', 'De\u034Fsk'],
    ['a joiner between letters that do not join', 'De\u200Dsk'],
    ['a non-joiner between letters that do not join', 'De\u200Csk'],
    ['a joiner at the end', '👩\u200D'],
    ['two joiners', '👩\u200D\u200D💻'],
    ['a variation of a letter', 'A\uFE0F'],
    ['a variation of a number that is no key', 'A1\uFE0F'],
    ['hidden tags', `Desk${String.fromCodePoint(0xe0067, 0xe0062)}`],
  ])('has no twin by %s', (_name, given) => {
    expect(outcome(plainName(given))).toBe(INVISIBLE);
  });

  it.each([
    ['people at work', '👩\u200D💻'],
    ['a family', '👨🏽\u200D👩🏽\u200D👧'],
    ['a flag', '🏳\uFE0F\u200D🌈'],
    ['a flag by tags', ENGLAND],
    ['a key', '1\uFE0F\u20E3'],
    ['a sign as a picture', '☎\uFE0F'],
    ['Persian', 'می\u200Cخواهم'],
    ['Sinhala', 'ශ්\u200Dරී'],
    ['a Japanese name', '葛\u{E0100}城'],
  ])('may be %s', (_name, given) => {
    expect(outcome(plainName(given))).toBe(`kept: ${given.normalize('NFC')}`);
  });
});

describe('a description', () => {
  it.each([
    ['one\r\ntwo\n\tthree ', 'kept: one\ntwo\n\tthree'],
    ['', 'kept: '],
    ['x'.repeat(2_001), 'must have at most 2000 characters'],
    ['one\u0007', CONTROL],
    ['one\u2028two', CONTROL],
    ['one\u202Etwo', TURNED],
    ['one\u200Btwo', INVISIBLE],
  ])('%j', (given, expected) => {
    expect(outcome(plainParagraphs(given))).toBe(expected);
  });
});
