import { describe, expect, it } from '@jest/globals';
import { de } from './de.js';
import { en } from './en.js';
import { es } from './es.js';
import { fr } from './fr.js';

function flat(messages: object, path = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(messages) as [string, string | object][]) {
    if (typeof value === 'string') found.set(path + key, value);
    else for (const [inner, text] of flat(value, `${path}${key}.`)) found.set(inner, text);
  }
  return found;
}
const slots = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
const forms = (text: string): number => text.split(' | ').length;

describe.each(Object.entries({ es, fr, de }))('%s', (_language, messages) => {
  const theirs = flat(messages);

  it('says everything that English says, with the same names in it', () => {
    const faults = [...flat(en)].filter(([key, text]) => {
      const other = theirs.get(key);
      return (
        other === undefined ||
        other.trim() === '' ||
        slots(other).join() !== slots(text).join() ||
        forms(other) !== forms(text)
      );
    });
    expect(faults).toEqual([]);
  });

  it('is translated', () => {
    const same = [...flat(en)].filter(
      ([key, text]) => theirs.get(key) === text && text.length > 12 && !text.includes('FlexSpace'),
    );
    expect(same).toEqual([]);
  });
});
