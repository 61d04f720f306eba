import type { Interval as WireInterval, Person as WirePerson } from '@flexspace/contracts/flexspace/common/v1/common';
import type { Timestamp } from '@flexspace/contracts/google/protobuf/timestamp';
import { formatInstant, interval, InvalidRequest, parseInstant, type Instant } from '@flexspace/kernel';
import { fromTimestamp, toTimestamp, toWireInterval } from '@flexspace/service-kit';
import type { Interval, Person } from './wire-types.js';

export const toPerson = (person: WirePerson | undefined): Person | null =>
  person === undefined || person.id === ''
    ? null
    : { id: person.id, username: person.username, full_name: person.fullName };

export const toPeople = (people: readonly WirePerson[]): Person[] =>
  people.map((person) => ({ id: person.id, username: person.username, full_name: person.fullName }));

export const toMoment = (at: Timestamp | undefined): string => formatInstant(fromTimestamp(at, 'time'));
export const toOptionalMoment = (at: Timestamp | undefined): string | null => (at === undefined ? null : toMoment(at));

export const toInterval = (range: WireInterval): Interval => ({
  start_time: toMoment(range.startTime),
  end_time: toMoment(range.endTime),
});

/** The schema has checked the form; this is for what a schema cannot see. */
const readInstant = (text: string, path: string): Instant => {
  const at = parseInstant(text);
  if (at === undefined) throw InvalidRequest.field(path, 'must be an RFC 3339 timestamp with an offset');
  return at;
};

export const fromMoment = (text: string, path: string): Timestamp => toTimestamp(readInstant(text, path));

/** Throws INVALID_REQUEST that names `end_time` when it is not later than the start. */
export const fromInterval = (range: Interval, path = ''): WireInterval => {
  const start = readInstant(range.start_time, `${path}start_time`);
  const end = readInstant(range.end_time, `${path}end_time`);
  if (end <= start) throw InvalidRequest.field(`${path}end_time`, 'must be later than start_time');
  return toWireInterval(interval(start, end));
};

export const fromIntervals = (ranges: readonly Interval[], path = 'intervals'): WireInterval[] =>
  ranges.map((range, index) => fromInterval(range, `${path}[${index}].`));
