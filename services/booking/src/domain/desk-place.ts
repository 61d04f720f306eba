import type { DeskFacts, DeskId, FloorId, LocationId, RoomId } from '@flexspace/kernel';

/** Where a desk is, with the names as people read them. A copy of what catalog owns. */
export interface DeskPlace {
  readonly deskId: DeskId;
  readonly deskName: string;
  readonly roomId: RoomId;
  readonly roomName: string;
  readonly floorId: FloorId;
  readonly floorName: string;
  readonly locationId: LocationId;
  readonly locationName: string;
  /** IANA; calendar days of this desk are days in it. */
  readonly timezone: string;
}

/** A desk that exists, with what decides about booking it beside the gates. */
export interface BookableDesk extends DeskPlace, DeskFacts {
  /** Differs whenever anything above differs: whoever writes compares it with the rows once more. */
  readonly stamp: string;
}
