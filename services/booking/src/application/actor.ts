import type { DeskFacts, LocationId, Person, Reach, RoomId, UserId } from '@flexspace/kernel';
import type { Refusal } from '../domain/booking-errors.js';
import type { Origin } from './ports.js';

export interface Place {
  readonly locationId: LocationId;
  readonly roomId: RoomId;
}

/** A question to the access service. */
export type AccessQuestion =
  | { readonly action: 'see'; readonly place: Place }
  | { readonly action: 'manage_room'; readonly place: Place }
  | { readonly action: 'book'; readonly place: Place; readonly desk: DeskFacts; readonly subject?: UserId }
  | { readonly action: 'change'; readonly place: Place; readonly owner: UserId };

/** Who asks for something, bound to their token and to what is left of their time. */
export interface Actor {
  readonly person: Person;
  /** From where they ask: the request, and the client that their token was made for. */
  readonly origin: Origin;
  /** A service of the product, not a person. */
  readonly isService: boolean;
  /** Staff and superusers. */
  readonly isStaff: boolean;
  readonly isSuperuser: boolean;
  /** Undefined = allowed. Throws when no verdict can be had: that is a refusal, never an allow. */
  refusal(question: AccessQuestion): Promise<Refusal | undefined>;
  /** Everything this person can reach. */
  reach(): Promise<Reach>;
  /** Names for ids; unknown ones are absent. */
  people(ids: readonly UserId[]): Promise<ReadonlyMap<UserId, Person>>;
}
