import { isId, locationId, roomId, type LocationId, type RoomId } from '@flexspace/kernel';

/** What a client can listen to. `name` is the topic as it stands in frames. */
export type Topic =
  | { readonly kind: 'global'; readonly name: string }
  | { readonly kind: 'location'; readonly name: string; readonly locationId: LocationId }
  | { readonly kind: 'room'; readonly name: string; readonly roomId: RoomId };

/** A topic that has to be granted: the global one is everybody's. */
export type PlaceTopic = Exclude<Topic, { kind: 'global' }>;

const PLACE = /^(location|room)_([1-9]\d{0,15})$/;

export const GLOBAL_TOPIC: Topic = { kind: 'global', name: 'global_updates' };
export const locationTopic = (id: number): string => `location_${id}`;
export const roomTopic = (id: number): string => `room_${id}`;

/** Undefined for what is no topic. */
export const parseTopic = (name: string): Topic | undefined => {
  if (name === GLOBAL_TOPIC.name) return GLOBAL_TOPIC;
  const match = PLACE.exec(name);
  if (match === null) return undefined;
  const id = Number(match[2]);
  if (!isId(id)) return undefined;
  return match[1] === 'room'
    ? { kind: 'room', name, roomId: roomId(id) }
    : { kind: 'location', name, locationId: locationId(id) };
};
