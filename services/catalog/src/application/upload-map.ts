import type { RoomId } from '@flexspace/kernel';
import { TooLarge } from '../domain/catalog-errors.js';
import { MAP_MAX_BYTES } from '../domain/map-image.js';
import type { RoomView } from '../domain/place.js';
import { findRoom } from './change-desks.js';
import { requireManagerOf } from './permission.js';
import type { CatalogParts, Requester } from './ports.js';
import { getRoom } from './read-places.js';

export interface UploadMap {
  readonly roomId: RoomId;
  readonly ifVersion: number;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/**
 * The file is written whole before the room hears of it, so an upload that dies on the way leaves the old map. A key is never
 * used twice, not even for the same picture: who deletes an old file cannot hit a new one.
 */
export const uploadMap = async (parts: CatalogParts, by: Requester, request: UploadMap): Promise<RoomView> => {
  const { roomId } = request;
  await requireManagerOf(parts, by, { action: 'manage_room', what: 'room', object: { roomId } });
  const picture = await parts.converter.toWebp(await collect(request.chunks));
  const key = await parts.mapFiles.expect(roomId, picture.bytes);
  await parts.maps.put(roomId, key, picture.bytes);

  await parts.writer.write(by, async (unit) => {
    const before = await findRoom(unit, roomId, request.ifVersion);
    const map = { key, width: picture.width, height: picture.height };
    const after = await unit.rooms.save({ ...before, map });
    await unit.mapFiles.use(roomId, key);
    if (before.map !== undefined) await unit.mapFiles.discard(roomId, before.map.key);
    const { floorName } = await unit.rooms.surroundings(after);
    unit.announce({ kind: 'room.changed', room: after, floorName });
    unit.audit({
      action: 'room.map_uploaded',
      objectType: 'room',
      objectId: roomId,
      locationId: after.locationId,
      before,
      after,
    });
  });
  return getRoom(parts.places, by, roomId);
};

const collect = async (chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > MAP_MAX_BYTES) throw new TooLarge('A map has at most 10 MB.');
    parts.push(chunk);
  }
  return Buffer.concat(parts, size);
};
