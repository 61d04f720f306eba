import { DomainError, type RoomId } from '@flexspace/kernel';

/** Two groups of one location cannot share a name. */
export class GroupNameTaken extends DomainError {
  constructor(name: string) {
    super('ALREADY_EXISTS', `This location already has a group named “${name}”.`, {
      violations: [{ path: 'name', message: 'is taken in this location' }],
    });
  }
}

/** Where a group stands. */
export interface GateUse {
  readonly locationGate: boolean;
  /** No other group stands in the location gate, so without this one the location is open to everyone. */
  readonly lastInLocationGate: boolean;
  readonly rooms: readonly { readonly roomId: RoomId; readonly name: string }[];
}

const ROOMS_NAMED = 10;

/** The group stands in gates, which would change for people if it went. */
export class GroupInUse extends DomainError {
  readonly use: GateUse;

  constructor(use: GateUse) {
    super('IN_USE', `The group stands in ${describe(use)}. Take it out first, or force the deletion.`, {
      affectedCount: use.rooms.length + (use.locationGate ? 1 : 0),
    });
    this.use = use;
  }
}

export const isUsed = (use: GateUse): boolean => use.locationGate || use.rooms.length > 0;

const describe = (use: GateUse): string => {
  const places: string[] = [];
  if (use.locationGate) {
    places.push(
      use.lastInLocationGate
        ? 'the location gate (as the last one, so that the location would be open to everyone)'
        : 'the location gate',
    );
  }
  if (use.rooms.length > 0) {
    const named = use.rooms
      .slice(0, ROOMS_NAMED)
      .map((room) => (room.name === '' ? `${room.roomId}` : `“${room.name}”`));
    const more = use.rooms.length - named.length;
    places.push(`the gates of the rooms ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`);
  }
  return places.join(' and ');
};

/** Something grew past its bound; says which and where it ends. */
export class TooMany extends DomainError {
  constructor(path: string, max: number, what: string) {
    super('INVALID_REQUEST', `${what}: at most ${max}.`, { violations: [{ path, message: `at most ${max}` }] });
  }
}
