import {
  formatInstant,
  instant,
  interval,
  MICROS_PER_MS,
  MINUTE_US,
  SECOND_US,
  type Instant,
  type Interval,
} from '@flexspace/kernel';
import pg from 'pg';

const INT8 = 20;
const INT8_ARRAY = 1016;
const DATE = 1082;
const TIMESTAMP = 1114;
const TIMESTAMPTZ = 1184;
const TIMESTAMPTZ_ARRAY = 1185;

const TIMESTAMPTZ_TEXT =
  /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,6}))?([+-])(\d{2})(?::?(\d{2}))?$/;

/** Reads PostgreSQL's own text of a timestamptz to the microsecond, whatever the session's zone is. */
export const instantFromSql = (text: string): Instant => {
  const match = TIMESTAMPTZ_TEXT.exec(text);
  if (match === null) throw new RangeError(`"${text}" is no instant that this product stores`);
  const [, year, month, day, hour, minute, second, fraction = '', sign, offsetHours, offsetMinutes = '0'] = match;
  const seconds = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * (sign === '-' ? -1 : 1);
  return instant(seconds * MICROS_PER_MS + Number(fraction.padEnd(6, '0')) - offset * MINUTE_US);
};

const RANGE_TEXT = /^[[(]"?([^",]*)"?,"?([^",]*)"?[\])]$/;

/** Reads the text of a tstzrange column, `[start,end)`. Throws a RangeError for one that is empty or open. */
export const intervalFromSqlRange = (text: string): Interval => {
  const match = RANGE_TEXT.exec(text);
  if (match?.[1] === undefined || match[2] === undefined || match[1] === '' || match[2] === '') {
    throw new RangeError(`"${text}" is no bounded range`);
  }
  return interval(instantFromSql(match[1]), instantFromSql(match[2]));
};

const FIRST_INSTANT = Date.UTC(1970, 0, 1) * MICROS_PER_MS;

/** A moment as a binding for a timestamptz parameter, exact to the microsecond. */
export const sqlInstant = (at: Instant): string => {
  if (at >= FIRST_INSTANT) return formatInstant(at);
  const micros = ((at % SECOND_US) + SECOND_US) % SECOND_US;
  const whole = new Date((at - micros) / MICROS_PER_MS).toISOString().slice(0, 19);
  return `${whole}.${String(micros).padStart(6, '0')}Z`;
};

const int8 = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} does not fit a number exactly`);
  return value;
};

const array =
  <Value>(parse: (text: string) => Value) =>
  (text: string): (Value | null)[] =>
    text === '{}'
      ? []
      : text
          .slice(1, -1)
          .split(',')
          .map((item) => (item === 'NULL' ? null : parse(item.replaceAll('"', ''))));

const asText = (text: string): string => text;

const parsers = new Map<number, (text: string) => unknown>([
  [INT8, int8],
  [INT8_ARRAY, array(int8)],
  [TIMESTAMPTZ, instantFromSql],
  [TIMESTAMPTZ_ARRAY, array(instantFromSql)],
  // pg would make a Date at the server's midnight of a calendar day; the day itself is what the column says.
  [DATE, asText],
  [TIMESTAMP, asText],
]);

const parserOfPg: (oid: number, format: 'text') => (value: string) => unknown = pg.types.getTypeParser;

/** The parsers of one pool; pg's global table is left alone, because other users of pg in the process rely on it. */
export const connectionTypes = {
  getTypeParser: (oid: number, format?: string): ((value: string) => unknown) => {
    if (format === 'binary') throw new Error('results are read as text');
    return parsers.get(oid) ?? parserOfPg(oid, 'text');
  },
};
