import {
  groupId,
  InvalidRequest,
  isId,
  locationId,
  roomId,
  userId,
  type FieldViolation,
  type GroupId,
  type LocationId,
  type RoomId,
  type RoomPlace,
  type UserId,
} from '@flexspace/kernel';
import type { RoomRef } from '@flexspace/contracts/flexspace/access/v1/access';

/** Each reads one field of a request and throws InvalidRequest that names it. */
const reader =
  <Id>(make: (value: number) => Id) =>
  (value: number, path: string): Id => {
    if (!isId(value)) throw InvalidRequest.field(path, 'must be a positive integer');
    return make(value);
  };

export const readLocationId: (value: number, path: string) => LocationId = reader(locationId);
export const readRoomId: (value: number, path: string) => RoomId = reader(roomId);
export const readGroupId: (value: number, path: string) => GroupId = reader(groupId);

const asUserId = (value: string): UserId | undefined => {
  try {
    return userId(value);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};

export const readUserId = (value: string, path: string): UserId => {
  const id = asUserId(value);
  if (id === undefined) throw InvalidRequest.field(path, 'must be the UUID of a person');
  return id;
};

/** Empty means “not given”. */
export const readOptionalUserId = (value: string, path: string): UserId | undefined =>
  value === '' ? undefined : readUserId(value, path);

export const readRoomRef = (room: RoomRef | undefined, path: string): RoomPlace => {
  if (room === undefined) throw InvalidRequest.field(path, 'is required');
  return {
    roomId: readRoomId(room.roomId, `${path}.room_id`),
    locationId: readLocationId(room.locationId, `${path}.location_id`),
  };
};

export interface ListRule {
  readonly path: string;
  readonly min: number;
  readonly max: number;
}

export const requireLength = (values: readonly unknown[], { path, min, max }: ListRule): void => {
  if (values.length < min) throw InvalidRequest.field(path, 'must not be empty');
  if (values.length > max) throw InvalidRequest.field(path, `must have at most ${max} entries`);
};

/** All that are wrong are named at once. */
export const readUserIds = (values: readonly string[], rule: ListRule): readonly UserId[] => {
  requireLength(values, rule);
  const violations: FieldViolation[] = [];
  const ids = values.flatMap((value, index) => {
    const id = asUserId(value);
    // Whoever is no UUID is nobody in Keycloak either: one answer for both.
    if (id === undefined) violations.push({ path: `${rule.path}[${index}]`, message: 'is nobody we know' });
    return id === undefined ? [] : [id];
  });
  if (violations.length > 0) throw new InvalidRequest(violations);
  return ids;
};

export const readIds = <Id>(
  values: readonly number[],
  rule: ListRule,
  make: (value: number, path: string) => Id,
): readonly Id[] => {
  requireLength(values, rule);
  return values.map((value, index) => make(value, `${rule.path}[${index}]`));
};

/** 0 = whatever it is. */
export const readSeenVersion = (value: number): number | undefined => {
  if (value === 0) return undefined;
  if (!isId(value)) throw InvalidRequest.field('if_version', 'must be a positive integer');
  return value;
};
