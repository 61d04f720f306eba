import { describe, expect, it } from '@jest/globals';
import { changesOf, nameIn } from './audit-changes.js';

describe('changesOf', () => {
  it('names the fields that differ, and no version', () => {
    const before = { id: 1, name: 'North', deskCount: 3, version: 4 };
    const after = { id: 1, name: 'South', deskCount: 3, version: 5 };
    expect(changesOf(before, after)).toEqual([{ field: 'name', before: 'North', after: 'South' }]);
  });

  it('tells all of what is new, and all of what is gone', () => {
    expect(changesOf(null, { name: 'A', level: 0 })).toEqual([
      { field: 'name', before: null, after: 'A' },
      { field: 'level', before: null, after: '0' },
    ]);
    expect(changesOf({ name: 'A' }, null)).toEqual([{ field: 'name', before: 'A', after: null }]);
  });

  it('calls people and things by their names', () => {
    const person = { id: 'x', username: 'bob', fullName: 'Bob Keller' };
    expect(changesOf({ by: null }, { by: person })).toEqual([{ field: 'by', before: null, after: 'Bob Keller' }]);
    expect(changesOf({ members: [] }, { members: [person, { username: 'eve' }] })).toEqual([
      { field: 'members', before: null, after: 'Bob Keller, eve' },
    ]);
  });

  it('takes a state that is one value as it is', () => {
    expect(changesOf(false, true)).toEqual([{ field: '', before: 'false', after: 'true' }]);
    expect(changesOf([1, 2], [2])).toEqual([{ field: '', before: '1, 2', after: '2' }]);
    expect(changesOf(true, true)).toEqual([]);
  });
});

it('calls a thing by the name it was given last', () => {
  expect(nameIn({ name: 'Old' }, { name: 'New' })).toBe('New');
  expect(nameIn({ name: 'Old' }, null)).toBe('Old');
  expect(nameIn([1], true)).toBeNull();
});
