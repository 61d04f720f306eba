import type { LocationId, Reach, RoomId, RoomPlace, UserId } from '@flexspace/kernel';

/** The realm roles that decide anything here; whatever else Keycloak says is ignored. */
export type RealmRole = 'superuser' | 'staff';

export const isRealmRole = (value: string): value is RealmRole => value === 'superuser' || value === 'staff';

/** What is stored about one person's rights: for every place, or for the locations that were asked about. */
export interface Standing {
  readonly userId: UserId;
  /** Whether the directory has ever heard of this person. */
  readonly known: boolean;
  /** The realm roles as last seen or synced; none for somebody who is disabled. */
  readonly recordedRoles: ReadonlySet<RealmRole>;
  readonly managedLocations: readonly LocationId[];
  readonly managedRooms: readonly RoomPlace[];
  /** Rooms whose gate a group of this person opens, with the location that the gate was set in. */
  readonly openRooms: readonly RoomPlace[];
  /** Gated locations that neither a group nor an office there opens. */
  readonly closedLocations: readonly LocationId[];
}

/** Every place, or one location alone. */
export type Scope = 'everywhere' | LocationId;

/**
 * The rule set that all three questions are decided by.
 *
 * A scope keeps only what lies in that location *as recorded here*. Whoever claims that a room of one location lies in
 * another therefore finds its gate closed and itself no manager of it, instead of an answer about a place it may not ask
 * about.
 */
export const toReach = (standing: Standing, roles: ReadonlySet<RealmRole>, scope: Scope): Reach => {
  const inScope = (id: LocationId): boolean => scope === 'everywhere' || id === scope;
  const roomsInScope = (rooms: readonly RoomPlace[]): ReadonlySet<RoomId> =>
    new Set(rooms.filter((room) => inScope(room.locationId)).map((room) => room.roomId));
  return {
    userId: standing.userId,
    passesGates: roles.has('superuser') || roles.has('staff'),
    managesEverything: roles.has('superuser'),
    closedLocations: new Set(standing.closedLocations.filter(inScope)),
    managedLocations: new Set(standing.managedLocations.filter(inScope)),
    managedRooms: roomsInScope(standing.managedRooms),
    gateOpenRooms: roomsInScope(standing.openRooms),
  };
};

/** A person about whom nothing is stored: plain user, no groups, no offices. */
export const plainStanding = (userId: UserId): Standing => ({
  userId,
  known: false,
  recordedRoles: new Set(),
  managedLocations: [],
  managedRooms: [],
  openRooms: [],
  closedLocations: [],
});
