import type { Clock, GroupId, LocationId, Person, Reach, RoomId, RoomPlace, UserId } from '@flexspace/kernel';
import type { GateUse } from '../../domain/access-errors.js';
import type { DenyReason } from '../../domain/decision.js';
import type { DirectoryPerson, Observation } from '../../domain/directory-person.js';
import type { Group, GroupWords } from '../../domain/group.js';
import type { Preferences } from '../../domain/preferences.js';
import type { RealmRole, Scope, Standing } from '../../domain/standing.js';
import type { CallingParty, Request } from './request.js';
import type {
  AuditFilter,
  AuditRecord,
  GroupSummary,
  GroupView,
  LocationAccess,
  PersonHit,
  RoomAccess,
} from './views.js';

/** Where a person stands, read anew for every question. */
export interface StandingSource {
  load(userId: UserId, scope: Scope): Promise<Standing>;
}

/** Whom a change of rights concerns: those who hold a verdict ask again. */
export type Affected = readonly UserId[] | 'everybody';

/** What one change of a place is remembered and announced by. */
export interface PlaceChange {
  readonly subject: 'gate' | 'manager' | 'group';
  /** Machine-readable, e.g. `location_gate.set`. */
  readonly action: string;
  /** The room, when the change is about one alone. */
  readonly roomId?: RoomId;
  readonly groupId?: GroupId;
  readonly affected: Affected;
  readonly before: unknown;
  readonly after: unknown;
}

/** The location itself, or one of its rooms. */
export type PlacePart = RoomId | 'location';

/** A location whose rights are being changed: locked, in one transaction, seen by nobody until it commits. */
export interface PlaceUnit {
  readonly locationId: LocationId;
  readonly roomManagersMayEditMembers: boolean;
  /** The caller's rights here as they are inside the lock, so that a dismissal and a last act cannot cross. */
  reachOf(caller: CallingParty): Promise<Reach>;

  findGroup(id: GroupId): Promise<Group | undefined>;
  /** Throws GroupNameTaken. */
  insertGroup(words: GroupWords, by: UserId): Promise<Group>;
  /** With the next version. Throws GroupNameTaken. */
  saveGroup(group: Group): Promise<Group>;
  deleteGroup(id: GroupId): Promise<void>;
  countGroups(): Promise<number>;
  gateUse(id: GroupId): Promise<GateUse>;
  memberIds(id: GroupId, limit?: number): Promise<readonly UserId[]>;
  /** Those who were not in it before. */
  addMembers(id: GroupId, userIds: readonly UserId[]): Promise<readonly UserId[]>;
  /** Those who were in it. */
  removeMembers(id: GroupId, userIds: readonly UserId[]): Promise<readonly UserId[]>;

  managersOf(part: PlacePart): Promise<readonly UserId[]>;
  roomManagers(): Promise<readonly UserId[]>;
  addManagers(part: PlacePart, userIds: readonly UserId[]): Promise<readonly UserId[]>;
  removeManagers(part: PlacePart, userIds: readonly UserId[]): Promise<readonly UserId[]>;

  /** Those of the ids that are groups of this location. */
  ownGroups(ids: readonly GroupId[]): Promise<ReadonlySet<GroupId>>;
  gateOf(part: PlacePart): Promise<readonly GroupId[]>;
  setGate(part: PlacePart, groupIds: readonly GroupId[]): Promise<void>;
  setDelegation(allow: boolean): Promise<void>;

  /** Writes the audit row and the event of a change; both commit with it or not at all. */
  record(change: PlaceChange): Promise<void>;

  showGroup(id: GroupId): Promise<GroupView>;
  showLocation(): Promise<LocationAccess>;
  showRoom(roomId: RoomId): Promise<RoomAccess>;
}

export interface PlaceStore {
  /** Locks the location and hands it to the work; NOT_FOUND when it is not on record or was removed. */
  change<T>(locationId: LocationId, request: Request, work: (place: PlaceUnit) => Promise<T>): Promise<T>;
  locationOfGroup(id: GroupId): Promise<LocationId | undefined>;
}

export interface PlaceRecord {
  readonly locationId: LocationId;
  readonly removed: boolean;
}

/** Which places exist, as catalog announced or answered. */
export interface PlaceRecords {
  findLocation(id: LocationId): Promise<PlaceRecord | undefined>;
  findRoom(id: RoomId): Promise<PlaceRecord | undefined>;
  recordLocation(location: { locationId: LocationId; name: string; version: number }): Promise<void>;
  recordRoom(room: RoomPlace & { name: string; version: number }): Promise<void>;
}

/** Catalog, asked with the caller's own token: undefined is what the caller may not see, or what is not there. */
export interface PlaceOwner {
  findLocation(id: LocationId, request: Request): Promise<{ name: string; version: number } | undefined>;
  findRoom(
    id: RoomId,
    request: Request,
  ): Promise<{ locationId: LocationId; name: string; version: number } | undefined>;
}

export interface PlaceViews {
  /** Groups with members, by location, name, id; of every location when none is named. */
  listGroups(locationIds: readonly LocationId[] | 'everywhere'): Promise<readonly GroupView[]>;
  findGroup(id: GroupId): Promise<GroupView | undefined>;
  listLocations(locationIds: readonly LocationId[] | 'everywhere'): Promise<readonly LocationAccess[]>;
  listRooms(rooms: readonly RoomPlace[]): Promise<readonly RoomAccess[]>;
  groupsOf(userId: UserId): Promise<readonly GroupSummary[]>;
}

export interface PeopleDirectory {
  /** An older observation never replaces a younger one. */
  record(observations: readonly Observation[]): Promise<void>;
  find(ids: readonly UserId[]): Promise<readonly Person[]>;
  search(words: readonly string[], options: { limit: number; emails: boolean }): Promise<readonly PersonHit[]>;
  /** Enabled people whom nothing was heard of since then. */
  listUnseenSince(start: Observation['at'], limit: number): Promise<readonly UserId[]>;
  /** Keycloak does not have them any more. */
  disable(ids: readonly UserId[]): Promise<void>;
}

/** Keycloak's admin interface. */
export interface IdentityProvider {
  findPerson(id: UserId, signal: AbortSignal): Promise<DirectoryPerson | undefined>;
  /** Everybody, page by page; roles are not part of it. */
  listPeople(signal: AbortSignal): AsyncIterable<readonly DirectoryPerson[]>;
  /** Undefined when this service may not read roles. */
  listRoleMembers(role: RealmRole, signal: AbortSignal): Promise<ReadonlySet<UserId> | undefined>;
}

export interface PreferenceStore {
  find(userId: UserId): Promise<Preferences | undefined>;
  /** Locks the person's row, so that two tabs do not undo each other; writes the event in the same transaction. */
  change(caller: CallingParty, change: (now: Preferences) => Preferences): Promise<Preferences>;
}

/** The trail that every change leaves. */
export interface AuditTrail {
  /** The youngest first. */
  list(
    filter: AuditFilter,
    page: { readonly beforeId: number | undefined; readonly limit: number },
  ): Promise<readonly AuditRecord[]>;
}

/** Work that one replica does for all. */
export interface Turns {
  /** False when somebody took it less than so long ago. */
  take(name: string, minAgeMs: number): Promise<boolean>;
  /** The work failed: the next one may try at once. */
  giveBack(name: string): Promise<void>;
}

export interface AccessTelemetry {
  decided(action: string, refusal: DenyReason | undefined): void;
}

export interface AccessPorts {
  readonly standings: StandingSource;
  readonly places: PlaceStore;
  readonly records: PlaceRecords;
  readonly catalog: PlaceOwner;
  readonly views: PlaceViews;
  readonly people: PeopleDirectory;
  readonly identity: IdentityProvider;
  readonly preferences: PreferenceStore;
  readonly trail: AuditTrail;
  readonly telemetry: AccessTelemetry;
  readonly clock: Clock;
}
