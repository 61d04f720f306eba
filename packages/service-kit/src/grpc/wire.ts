import type { Interval as WireInterval, Person as WirePerson } from '@flexspace/contracts/flexspace/common/v1/common';
import type { ListAccessibleResponse } from '@flexspace/contracts/flexspace/access/v1/access';
import type { Timestamp } from '@flexspace/contracts/google/protobuf/timestamp';
import {
  instant,
  interval,
  InvalidRequest,
  locationId,
  roomId,
  SECOND_US,
  userId,
  type Instant,
  type Interval,
  type Person,
  type Reach,
  type UserId,
} from '@flexspace/kernel';

const NANOS_PER_MICRO = 1_000;

export const toTimestamp = (at: Instant): Timestamp => {
  const seconds = Math.floor(at / SECOND_US);
  return { seconds, nanos: (at - seconds * SECOND_US) * NANOS_PER_MICRO };
};

/** Throws INVALID_REQUEST that names the path when absent or finer than a microsecond. */
export const fromTimestamp = (at: Timestamp | undefined, path: string): Instant => {
  if (at === undefined) throw InvalidRequest.field(path, 'is required');
  const micros = at.nanos / NANOS_PER_MICRO;
  if (!Number.isSafeInteger(at.seconds * SECOND_US) || !Number.isInteger(micros)) {
    throw InvalidRequest.field(path, 'must be an instant with at most microseconds');
  }
  return instant(at.seconds * SECOND_US + micros);
};

export const toWireInterval = (range: Interval): WireInterval => ({
  startTime: toTimestamp(range.start),
  endTime: toTimestamp(range.end),
});

/** Throws INVALID_REQUEST that names the field: a time is missing, or the end is not later than the start. */
export const fromWireInterval = (range: WireInterval | undefined, path: string): Interval => {
  const prefix = path === '' ? '' : `${path}.`;
  const start = fromTimestamp(range?.startTime, `${prefix}start_time`);
  const end = fromTimestamp(range?.endTime, `${prefix}end_time`);
  if (end <= start) throw InvalidRequest.field(`${prefix}end_time`, 'must be later than start_time');
  return interval(start, end);
};

export const toWirePerson = (person: Person): WirePerson => ({ ...person });

export const fromWirePerson = (person: WirePerson | undefined): Person | undefined =>
  person === undefined || person.id === '' ? undefined : { ...person, id: userId(person.id) };

/** The rule set that access answers, as the kernel's decisions read it. */
export const toReach = (answer: ListAccessibleResponse, of: UserId): Reach => ({
  userId: of,
  passesGates: answer.passesGates,
  managesEverything: answer.managesEverything,
  closedLocations: new Set(answer.closedLocationIds.map(locationId)),
  managedLocations: new Set(answer.managedLocationIds.map(locationId)),
  managedRooms: new Set(answer.managedRoomIds.map(roomId)),
  gateOpenRooms: new Set(answer.gateOpenRoomIds.map(roomId)),
});
