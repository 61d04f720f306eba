import type {
  MaintenanceChanged,
  RoomAvailabilityChanged,
  RoomChanged,
  RoomRemoved,
} from '@flexspace/contracts/flexspace/events/v1/events';
import type { DraftFrame } from '../../../application/publish-event.js';
import { locationTopic, roomTopic } from '../../../domain/topic.js';
import { personShape } from './person-shape.js';

type Payload = Readonly<Record<string, unknown>>;

const toTopic = (topic: string, type: string, payload: Payload): DraftFrame => ({
  type,
  audience: { kind: 'topic', topic },
  payload,
});

const toRoomAndLocation = (
  place: { roomId: number; locationId: number },
  type: string,
  payload: Payload,
): DraftFrame[] => [
  toTopic(roomTopic(place.roomId), type, payload),
  toTopic(locationTopic(place.locationId), type, payload),
];

/** A new room, another name, another floor, another map: what is not in the frame is to be loaded. */
export const roomChangedFrames = (room: RoomChanged): DraftFrame[] =>
  toRoomAndLocation(room, 'room_changed', {
    room_id: room.roomId,
    room: {
      id: room.roomId,
      name: room.name,
      floor_id: room.floorId,
      floor_name: room.floorName,
      location_id: room.locationId,
      is_under_maintenance: room.isUnderMaintenance,
    },
    reload: true,
  });

export const roomRemovedFrames = (room: RoomRemoved): DraftFrame[] =>
  toRoomAndLocation(room, 'room_removed', { room_id: room.roomId });

/** Nobody books in the room until it is over. */
export const maintenanceFrames = (change: MaintenanceChanged, locationId: number): DraftFrame[] =>
  toRoomAndLocation({ roomId: change.roomId, locationId }, 'room_maintenance', {
    room_id: change.roomId,
    enabled: change.enabled,
    by: personShape(change.by),
  });

/** For the browser of places: how many desks of a room are free now. */
export const roomAvailabilityFrame = (change: RoomAvailabilityChanged, locationId: number): DraftFrame =>
  toTopic(locationTopic(locationId), 'room_availability', {
    room_id: change.roomId,
    desk_count: change.deskCount,
    available_desk_count: change.availableDeskCount,
  });
