import type {
  GetAvailabilityResponse,
  GetAvailabilityResponse_Day,
} from '@flexspace/contracts/flexspace/booking/v1/booking';
import type { Desk as WireDesk, Room as WireRoom } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import { bookingRefusal, locationId, managesRoom, NotFound, roomId, type Reach } from '@flexspace/kernel';
import { toDesk, type DeskStates } from '../desks/mapper.js';
import { toFloor } from '../floors/mapper.js';
import { toInterval } from '../wire-mapper.js';
import { deskCountsOf, type RoomCounts } from './room-counts.js';
import type { DeskAvailability, Room, RoomAvailability, RoomDesks, TreeRoom } from './schemas.js';

type Refusal = NonNullable<TreeRoom['cannot_book_reason']>;

/** Whether somebody may book in a room, leaving its permanent desks aside. */
const refusalOf = (room: WireRoom, reach: Reach): Refusal | null => {
  const place = { roomId: roomId(room.id), locationId: locationId(room.locationId) };
  const refusal = bookingRefusal(reach, place, {
    roomUnderMaintenance: room.isUnderMaintenance,
    permanentAssignee: undefined,
  });
  return refusal === undefined || refusal === 'DESK_PERMANENT' ? null : refusal;
};

const toMapImage = (room: WireRoom): TreeRoom['map_image'] =>
  room.map === undefined
    ? null
    : { url: `/media/maps/${room.id}/${room.map.key}`, width: room.map.width, height: room.map.height };

export const toTreeRoom = (room: WireRoom, counts: RoomCounts, reach: Reach): TreeRoom => {
  const refusal = refusalOf(room, reach);
  return {
    id: room.id,
    name: room.name,
    description: room.description,
    floor_id: room.floor?.id ?? 0,
    location_id: room.locationId,
    map_image: toMapImage(room),
    ...deskCountsOf(room, counts),
    is_manager: managesRoom(reach, { roomId: roomId(room.id), locationId: locationId(room.locationId) }),
    can_book: refusal === null,
    cannot_book_reason: refusal,
    is_under_maintenance: room.isUnderMaintenance,
    maintenance_by_name: room.maintenanceBy?.fullName ?? null,
    version: room.version,
  };
};

export const toRoom = (room: WireRoom, counts: RoomCounts, reach: Reach): Room => {
  if (room.floor === undefined) throw new Error(`room ${room.id} came without its floor`);
  return {
    ...toTreeRoom(room, counts, reach),
    floor: toFloor(room.floor),
    location_name: room.locationName,
    location_timezone: room.timezone,
  };
};

/** A room with its desks; what is free is counted from the very desks that are shown. */
export const toRoomDesks = (
  room: WireRoom,
  shown: { readonly desks: readonly WireDesk[]; readonly states: DeskStates; readonly position: string | null },
  reach: Reach,
): RoomDesks => {
  const desks = shown.desks.map((desk) => toDesk(desk, shown.states));
  const taken = desks.filter((desk) => desk.is_booked || desk.is_permanent).length;
  const counted = new Map([[room.id, { taken, desks: desks.length, deskSet: room.deskSet }]]);
  return { ...toRoom(room, counted, reach), desks, position: shown.position };
};

const toDay = (day: GetAvailabilityResponse_Day): DeskAvailability['days'][number] => ({
  date: day.date,
  available: day.available,
  busy: day.busy.map(toInterval),
});

export const toRoomAvailability = (answer: GetAvailabilityResponse): RoomAvailability => ({
  room_id: answer.roomId,
  timezone: answer.timezone,
  desks: answer.desks.map((desk) => ({ desk_id: desk.deskId, name: desk.name, days: desk.days.map(toDay) })),
});

export const toDeskAvailability = (answer: GetAvailabilityResponse, deskId: number): DeskAvailability => {
  const desk = answer.desks.find((one) => one.deskId === deskId);
  if (desk === undefined) throw new NotFound('desk');
  return { desk_id: desk.deskId, timezone: answer.timezone, days: desk.days.map(toDay) };
};
