import type { DeskId, LocationId, Person, RoomId } from '@flexspace/kernel';
import type { Desk } from './desk.js';
import type { Location } from './location.js';
import type { DeskPlace } from './place.js';
import type { Room } from './room.js';

/** What others hear about a change, once it is committed. */
export type CatalogFact =
  | { readonly kind: 'country.created' | 'country.changed' | 'country.removed' }
  | { readonly kind: 'floor.created' | 'floor.changed' | 'floor.removed'; readonly locationId: LocationId }
  | { readonly kind: 'location.created' | 'location.changed'; readonly location: Location }
  | { readonly kind: 'location.removed'; readonly locationId: LocationId }
  | { readonly kind: 'room.created' | 'room.changed'; readonly room: Room; readonly floorName: string }
  | { readonly kind: 'room.removed'; readonly roomId: RoomId; readonly locationId: LocationId }
  | {
      readonly kind: 'room.maintenance_changed';
      readonly roomId: RoomId;
      readonly locationId: LocationId;
      readonly enabled: boolean;
      readonly by: Person;
    }
  | {
      readonly kind: 'desk.created' | 'desk.changed' | 'desk.removed' | 'desk.replaced';
      readonly roomId: RoomId;
      readonly locationId: LocationId;
      /** The made and changed ones, with their places in the same order. */
      readonly desks: readonly Desk[];
      readonly places: readonly DeskPlace[];
      readonly removedDeskIds: readonly DeskId[];
    };

/** One line of the audit trail: who did what to which object, and how it looked before and after. */
export interface AuditEntry {
  readonly action: string;
  readonly objectType: 'country' | 'location' | 'floor' | 'room' | 'desk';
  readonly objectId: number;
  /** Undefined for what belongs to no location. */
  readonly locationId: LocationId | undefined;
  readonly before: object | undefined;
  readonly after: object | undefined;
}
