import { InvalidRequest, type FieldViolation } from '@flexspace/kernel';

export const NAME_MAX = 120;
export const DESCRIPTION_MAX = 2_000;

const CONTROL = /\p{Cc}|\p{Cs}|[\u2028\u2029]/u;
const CONTROL_BUT_LINES = /(?![\n\t])\p{Cc}|\p{Cs}/u;
/** They make a name read as another one than it is. */
const BIDI_CONTROL = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/;
/** They make twins of names that look the same. The joiners of emoji and of some scripts are none of them. */
const INVISIBLE = /[\u00AD\u200B\u2060-\u2065\u206A-\u206F\uFEFF\uFFF9-\uFFFB]/;
/** What is left where text was lost on its way here. */
const LOST = /\uFFFD/;
const VISIBLE = /[^\p{C}\p{Z}]/u;

/** Collects what is wrong with a request's fields, so that a person hears of all of it at once. */
export class FieldCheck {
  readonly #violations: FieldViolation[] = [];

  add(path: string, message: string): void {
    this.#violations.push({ path, message });
  }

  /** A name as it is kept: trimmed, NFC, 1–120 characters that can be seen. */
  name(path: string, value: string): string {
    const text = value.trim().normalize('NFC');
    if (!VISIBLE.test(text)) this.add(path, 'must not be empty');
    else if (CONTROL.test(text)) this.add(path, 'must not contain control characters');
    else if (BIDI_CONTROL.test(text)) this.add(path, 'must not contain characters that turn the direction of writing');
    else if (INVISIBLE.test(text)) this.add(path, 'must not contain invisible characters');
    else if (LOST.test(text)) this.add(path, 'must not contain characters that stand for lost ones');
    else if (lengthOf(text) > NAME_MAX) this.add(path, `must have at most ${String(NAME_MAX)} characters`);
    return text;
  }

  /** Free text, possibly empty, with line breaks. */
  description(path: string, value: string): string {
    const text = value.replaceAll('\r\n', '\n').trim().normalize('NFC');
    if (CONTROL_BUT_LINES.test(text)) this.add(path, 'must not contain control characters');
    else if (BIDI_CONTROL.test(text)) this.add(path, 'must not contain characters that turn the direction of writing');
    else if (lengthOf(text) > DESCRIPTION_MAX)
      this.add(path, `must have at most ${String(DESCRIPTION_MAX)} characters`);
    return text;
  }

  /** A number between two bounds, both included. Minus zero becomes zero. */
  between(path: string, value: number, [low, high]: readonly [number, number]): number {
    if (!(value >= low && value <= high)) this.add(path, `must be a number from ${String(low)} to ${String(high)}`);
    return value + 0;
  }

  wholeBetween(path: string, value: number, bounds: readonly [number, number]): number {
    if (!Number.isInteger(value)) this.add(path, 'must be a whole number');
    else this.between(path, value, bounds);
    return value + 0;
  }

  /** Throws INVALID_REQUEST with everything found. */
  done(): void {
    if (this.#violations.length > 0) throw new InvalidRequest(this.#violations);
  }
}

/** In code points, because that is what PostgreSQL counts and what people roughly see. */
const lengthOf = (text: string): number => Array.from(text).length;
