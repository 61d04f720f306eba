import { describe, expect, it } from '@jest/globals';
import { foldWords, fullNameOf, readQuery, searchable } from './directory-person.js';

describe('searching people', () => {
  it('sees words without case, accents and punctuation', () => {
    expect(foldWords('Jean-Luc O’Brien')).toEqual(['jean', 'luc', 'o', 'brien']);
    expect(foldWords('MÜLLER Straße Øst Łukasz')).toEqual(['muller', 'strasse', 'ost', 'lukasz']);
    expect(foldWords('  ')).toEqual([]);
  });

  it('keeps every word once, each after a space', () => {
    expect(searchable('ada.lovelace', 'Ada', 'Lovelace')).toBe(' ada lovelace');
    expect(searchable('', '--')).toBe('');
  });

  it('needs two letters or digits', () => {
    expect(readQuery('al')).toEqual(['al']);
    expect(readQuery('a b')).toEqual(['a', 'b']);
    expect(readQuery('a%')).toBeUndefined();
    expect(readQuery('a b c d e f g h')).toHaveLength(6);
  });

  it('calls people by their user name where they have no other', () => {
    expect(fullNameOf({ username: 'ada', firstName: '', lastName: '' })).toBe('ada');
    expect(fullNameOf({ username: 'ada', firstName: 'Ada', lastName: '' })).toBe('Ada');
  });
});
