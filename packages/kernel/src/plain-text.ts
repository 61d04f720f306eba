/** What people read: names of places, desks and groups, and the lines that describe them. One rule, wherever they are kept. */

/** In code points, after trimming. */
export const NAME_MAX = 120;
export const DESCRIPTION_MAX = 2_000;

export interface PlainText {
  /** Trimmed, NFC, with one kind of line break. */
  readonly text: string;
  /** Why it cannot be kept, in words that follow the name of the field. */
  readonly problem: string | undefined;
}

const CONTROL = /\p{Cc}|\p{Cs}|[\u2028\u2029]/u;
const CONTROL_BUT_LINES = /(?![\n\t])\p{Cc}|\p{Cs}|[\u2028\u2029]/u;
/** They make a name read as another one than it is. */
const BIDI_CONTROL = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/;
/** They make twins of names that look the same. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\u2800\uFFF9-\uFFFB]/u;
/** What is left where text was lost on its way here. */
const LOST = /\uFFFD/;
const VISIBLE = /[^\p{C}\p{Z}]/u;

/** Scripts in which a joiner between two letters decides how they are drawn. */
const JOINING = [
  'Arabic',
  'Syriac',
  'Mongolian',
  'Devanagari',
  'Bengali',
  'Gurmukhi',
  'Gujarati',
  'Oriya',
  'Tamil',
  'Telugu',
  'Kannada',
  'Malayalam',
  'Sinhala',
  'Khmer',
  'Myanmar',
]
  .map((script) => `\\p{Script=${script}}`)
  .join('');

/**
 * Characters that have no shape of their own and change the one beside them. In these places they are seen, so they are kept; anywhere
 * else they are invisible. Emoji of several people, flags and trades are names of rooms like any other word.
 */
const IN_ITS_PLACE = new RegExp(
  [
    String.raw`(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F])\u200D(?=\p{Extended_Pictographic})`,
    String.raw`(?<=\p{Extended_Pictographic})[\uFE0E\uFE0F]`,
    String.raw`(?<=[0-9#*])\uFE0F(?=\u20E3)`,
    String.raw`(?<=\u{1F3F4}[\u{E0020}-\u{E007E}]*)[\u{E0020}-\u{E007F}]`,
    String.raw`(?<=\p{Script=Han})[\uFE00-\uFE0F\u{E0100}-\u{E01EF}]`,
    `(?<=[${JOINING}])[\\u200C\\u200D](?=[${JOINING}])`,
  ].join('|'),
  'gu',
);

const problemOf = (text: string, control: RegExp, max: number): string | undefined => {
  if (control.test(text)) return 'must not contain control characters';
  if (BIDI_CONTROL.test(text)) return 'must not contain characters that turn the direction of writing';
  if (INVISIBLE.test(text.replaceAll(IN_ITS_PLACE, ''))) return 'must not contain invisible characters';
  if (LOST.test(text)) return 'must not contain characters that stand for lost ones';
  // In code points, because that is what PostgreSQL counts and what people roughly see.
  return Array.from(text).length > max ? `must have at most ${String(max)} characters` : undefined;
};

/** A name: one line, 1–120 characters, at least one of which can be seen. */
export const plainName = (value: string): PlainText => {
  const text = value.trim().normalize('NFC');
  return { text, problem: VISIBLE.test(text) ? problemOf(text, CONTROL, NAME_MAX) : 'must not be empty' };
};

/** Free text of up to 2,000 characters, possibly empty, with line breaks and tabs. */
export const plainParagraphs = (value: string): PlainText => {
  const text = value.replaceAll('\r\n', '\n').trim().normalize('NFC');
  return { text, problem: problemOf(text, CONTROL_BUT_LINES, DESCRIPTION_MAX) };
};
