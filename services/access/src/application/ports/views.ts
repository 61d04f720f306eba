import type { GroupId, Instant, LocationId, Person, RoomId } from '@flexspace/kernel';
import type { Group } from '../../domain/group.js';

export interface GroupSummary {
  readonly id: GroupId;
  readonly name: string;
  readonly locationId: LocationId;
}

export interface GroupView extends Omit<Group, 'createdBy'> {
  readonly createdBy: Person | undefined;
  /** By name, then id; a list shows the first of a large group, `memberCount` counts them all. */
  readonly members: readonly Person[];
  readonly memberCount: number;
}

export interface LocationAccess {
  readonly locationId: LocationId;
  readonly managers: readonly Person[];
  readonly allowedGroups: readonly GroupSummary[];
  readonly roomManagersMayEditMembers: boolean;
  readonly groupCount: number;
}

export interface RoomAccess {
  readonly roomId: RoomId;
  readonly locationId: LocationId;
  readonly managers: readonly Person[];
  readonly allowedGroups: readonly GroupSummary[];
}

export interface PersonHit {
  readonly person: Person;
  readonly email: string;
}

/** Which lines of the trail are wanted; what is absent does not matter. */
export interface AuditFilter {
  readonly locationId?: number;
  readonly actorId?: string;
  readonly action?: string;
  readonly objectType?: string;
  readonly objectId?: string;
  readonly from?: Instant;
  /** Exclusive. */
  readonly until?: Instant;
}

/** One line of the trail as it was written. */
export interface AuditRecord {
  readonly id: number;
  readonly at: Instant;
  readonly actor: Person | null;
  readonly action: string;
  readonly objectType: string;
  readonly objectId: string;
  readonly locationId: number;
  /** JSON text. */
  readonly before: string;
  readonly after: string;
  readonly requestId: string;
  readonly clientId: string;
  readonly clientAddress: string;
  readonly hash: string;
}
