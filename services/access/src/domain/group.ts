import {
  InvalidRequest,
  plainName,
  plainParagraphs,
  Stale,
  type FieldViolation,
  type GroupId,
  type Instant,
  type LocationId,
  type UserId,
} from '@flexspace/kernel';

/** A set of people of one location; stands in that location's gate and in the gates of its rooms, nowhere else. */
export interface Group {
  readonly id: GroupId;
  readonly locationId: LocationId;
  readonly name: string;
  readonly description: string;
  readonly createdBy: UserId;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly version: number;
}

export interface GroupWords {
  readonly name: string;
  readonly description: string;
}

/** Name and description as they are stored, or one InvalidRequest that names all that is wrong with them. */
export const readGroupWords = (words: GroupWords): GroupWords => {
  const name = plainName(words.name);
  const description = plainParagraphs(words.description);
  const violations = Object.entries({ name, description }).flatMap(([path, { problem: message }]): FieldViolation[] =>
    message === undefined ? [] : [{ path, message }],
  );
  if (violations.length > 0) throw new InvalidRequest(violations);
  return { name: name.text, description: description.text };
};

/** The group with new words; what is absent stays. Throws Stale when the caller has seen another version. */
export const describeAnew = (group: Group, words: Partial<GroupWords>, seenVersion: number | undefined): Group => {
  requireVersion(group, seenVersion);
  const next = readGroupWords({ name: words.name ?? group.name, description: words.description ?? group.description });
  return { ...group, ...next };
};

export const requireVersion = (group: Group, seenVersion: number | undefined): void => {
  if (seenVersion !== undefined && seenVersion !== group.version) throw new Stale('group');
};

export const sameWords = (a: GroupWords, b: GroupWords): boolean =>
  a.name === b.name && a.description === b.description;
