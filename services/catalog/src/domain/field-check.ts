import { InvalidRequest, plainName, plainParagraphs, type FieldViolation, type PlainText } from '@flexspace/kernel';

/** Collects what is wrong with a request's fields, so that a person hears of all of it at once. */
export class FieldCheck {
  readonly #violations: FieldViolation[] = [];

  add(path: string, message: string): void {
    this.#violations.push({ path, message });
  }

  /** A name as it is kept. */
  name(path: string, value: string): string {
    return this.#plain(path, plainName(value));
  }

  /** Free text, possibly empty, with line breaks. */
  description(path: string, value: string): string {
    return this.#plain(path, plainParagraphs(value));
  }

  #plain(path: string, { text, problem }: PlainText): string {
    if (problem !== undefined) this.add(path, problem);
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
