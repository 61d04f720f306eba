import {
  bookingRefusal,
  managesLocation,
  managesRoom,
  mayChangeBooking,
  seesLocation,
  type BookingRefusal,
  type DeskFacts,
  type LocationId,
  type Reach,
  type RoomPlace,
  type UserId,
} from '@flexspace/kernel';

/** One thing that somebody wants to do, with all that decides about it beside their reach. */
export type Check =
  | { readonly action: 'see'; readonly locationId: LocationId }
  | { readonly action: 'manage_location'; readonly locationId: LocationId }
  | { readonly action: 'manage_room'; readonly room: RoomPlace }
  | { readonly action: 'book'; readonly room: RoomPlace; readonly desk: DeskFacts }
  | { readonly action: 'change_booking'; readonly room: RoomPlace; readonly ownerId: UserId }
  | { readonly action: 'administer' };

export type DenyReason = 'FORBIDDEN' | 'NOT_OWNER' | BookingRefusal;

/** Undefined allows; a reason refuses. There is no third answer. */
export type Refusal = DenyReason | undefined;

export const locationOf = (check: Check): LocationId | undefined => {
  if (check.action === 'administer') return undefined;
  return 'room' in check ? check.room.locationId : check.locationId;
};

/** The one place that decides; CheckAccess, BulkCheckAccess and ListAccessible all end in the kernel's rules below. */
export const decide = (check: Check, reach: Reach): Refusal => {
  switch (check.action) {
    case 'see':
      return seesLocation(reach, check.locationId) ? undefined : 'LOCATION_GATE';
    case 'book':
      return bookingRefusal(reach, check.room, check.desk);
    case 'change_booking':
      return mayChangeBooking(reach, check.room, check.ownerId) ? undefined : 'NOT_OWNER';
    case 'manage_room':
      return managesRoom(reach, check.room) ? undefined : unlessHidden(reach, check.room.locationId);
    case 'manage_location':
      return managesLocation(reach, check.locationId) ? undefined : unlessHidden(reach, check.locationId);
    case 'administer':
      return reach.managesEverything ? undefined : 'FORBIDDEN';
  }
};

/** LOCATION_GATE tells the asking service that the place must not even be known (404 instead of 403). */
const unlessHidden = (reach: Reach, locationId: LocationId): DenyReason =>
  seesLocation(reach, locationId) ? 'FORBIDDEN' : 'LOCATION_GATE';
