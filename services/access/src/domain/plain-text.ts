import type { FieldViolation } from '@flexspace/kernel';

// Bidirectional overrides and isolates let a name show other text than it holds; the zero-width ones make twins of names.
const FORBIDDEN = /[\p{Cc}\p{Cs}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u;
const FORBIDDEN_IN_PARAGRAPHS = /[\p{Cs}\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|(?![\n\t])\p{Cc}/u;

export interface TextRule {
  readonly path: string;
  readonly min: number;
  /** In code points, after trimming. */
  readonly max: number;
  /** Line breaks and tabs are fine, as in a description. */
  readonly paragraphs?: boolean;
}

/** Text as it is stored: NFC, trimmed, one kind of line break. A violation where it breaks the rule. */
export const readText = (value: string, rule: TextRule): string | FieldViolation => {
  const text = value.normalize('NFC').replaceAll('\r\n', '\n').trim();
  const forbidden = rule.paragraphs === true ? FORBIDDEN_IN_PARAGRAPHS : FORBIDDEN;
  if (forbidden.test(text)) return { path: rule.path, message: 'must not contain control or invisible characters' };
  const length = Array.from(text).length;
  if (length < rule.min) {
    return {
      path: rule.path,
      message: rule.min === 1 ? 'must not be empty' : `must have at least ${rule.min} characters`,
    };
  }
  if (length > rule.max) return { path: rule.path, message: `must have at most ${rule.max} characters` };
  return text;
};
