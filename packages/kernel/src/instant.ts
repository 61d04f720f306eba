declare const instantBrand: unique symbol;

/**
 * A moment in UTC as microseconds since 1970. PostgreSQL keeps microseconds and a JavaScript Date does not; a double holds
 * them exactly until the year 2255.
 */
export type Instant = number & { readonly [instantBrand]: true };

export const MICROS_PER_MS = 1_000;
export const SECOND_US = 1_000_000;
export const MINUTE_US = 60 * SECOND_US;
export const HOUR_US = 60 * MINUTE_US;
export const DAY_US = 24 * HOUR_US;

const MIN_YEAR = 1970;
const MAX_YEAR = 2200;

/** Throws a RangeError for what no clock of this product can show. */
export const instant = (micros: number): Instant => {
  if (!Number.isSafeInteger(micros)) throw new RangeError('an instant is a whole number of microseconds');
  return micros as Instant;
};

export const instantFromMillis = (ms: number): Instant => instant(Math.round(ms * MICROS_PER_MS));
/** Milliseconds since 1970, rounded down: for timers and Date. */
export const toMillis = (at: Instant): number => Math.floor(at / MICROS_PER_MS);
export const plus = (at: Instant, micros: number): Instant => instant(at + micros);

const RFC3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?([Zz]|[+-]\d{2}:\d{2})$/;

/**
 * Reads an RFC 3339 timestamp with an offset. Undefined for anything else: no offset, a day that does not exist, a leap
 * second, more than nine fraction digits, a year outside 1970–2200. Digits past the microsecond must be zero, because
 * dropping them would store another instant than was said.
 */
export const parseInstant = (text: string): Instant | undefined => {
  const match = RFC3339.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', offset = 'Z'] = match;
  const [y, mo, d, h, mi, s] = [year, month, day, hour, minute, second].map(Number);
  if (y === undefined || mo === undefined || d === undefined) return undefined;
  if (h === undefined || mi === undefined || s === undefined) return undefined;
  if (y < MIN_YEAR || y > MAX_YEAR || h > 23 || mi > 59 || s > 59) return undefined;
  const midnight = Date.UTC(y, mo - 1, d);
  const date = new Date(midnight);
  if (date.getUTCMonth() !== mo - 1 || date.getUTCDate() !== d) return undefined;
  const digits = fraction.padEnd(9, '0');
  if (digits.slice(6) !== '000') return undefined;
  const shiftMinutes = offsetMinutes(offset);
  if (shiftMinutes === undefined) return undefined;
  const local = midnight * MICROS_PER_MS + ((h * 60 + mi) * 60 + s) * SECOND_US + Number(digits.slice(0, 6));
  return instant(local - shiftMinutes * MINUTE_US);
};

const offsetMinutes = (offset: string): number | undefined => {
  if (offset === 'Z' || offset === 'z') return 0;
  const hours = Number(offset.slice(1, 3));
  const minutes = Number(offset.slice(4, 6));
  if (hours > 23 || minutes > 59) return undefined;
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
};

/** RFC 3339 in UTC with `Z`; the fraction only where there is one, as three or six digits. */
export const formatInstant = (at: Instant): string => {
  const base = new Date(toMillis(at)).toISOString();
  const micros = ((at % SECOND_US) + SECOND_US) % SECOND_US;
  const whole = base.slice(0, 19);
  if (micros === 0) return `${whole}Z`;
  const digits = String(micros).padStart(6, '0');
  return `${whole}.${digits.endsWith('000') ? digits.slice(0, 3) : digits}Z`;
};
