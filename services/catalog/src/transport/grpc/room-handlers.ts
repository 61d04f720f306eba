import type { CatalogServiceService } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import { floorId, locationId, roomId } from '@flexspace/kernel';
import { clientStream, serverStream, unary, type CallContext, type Handlers } from '@flexspace/service-kit';
import { createRoom } from '../../application/create-room.js';
import { deleteMap } from '../../application/delete-map.js';
import { deleteRoom } from '../../application/delete-room.js';
import type { CatalogParts, Requester } from '../../application/ports.js';
import { readMap } from '../../application/read-map.js';
import { getRoom, listRooms } from '../../application/read-places.js';
import { setMaintenance } from '../../application/set-maintenance.js';
import { updateRoom } from '../../application/update-room.js';
import { uploadMap } from '../../application/upload-map.js';
import { toWireRoom } from './catalog-mapper.js';
import { openUpload, toWireChunks } from './map-streams.js';
import { idIn, optionalIdIn } from './request-ids.js';

type RoomMethods =
  | `${'get' | 'create' | 'update' | 'delete'}Room`
  | 'listRooms'
  | 'setMaintenance'
  | 'uploadMap'
  | 'deleteMap'
  | 'readMap';

/** Rooms, their maintenance and their maps. */
export const roomHandlers = (
  parts: CatalogParts,
  by: (call: CallContext) => Requester,
): Pick<Handlers<typeof CatalogServiceService>, RoomMethods> => ({
  listRooms: unary(async (request, call) => {
    const rooms = await listRooms(parts.places, by(call), {
      floorId: optionalIdIn('floor_id', request.floorId, floorId),
      locationId: optionalIdIn('location_id', request.locationId, locationId),
    });
    return { rooms: rooms.map(toWireRoom) };
  }),
  getRoom: unary(async (request, call) =>
    toWireRoom(await getRoom(parts.places, by(call), idIn('room_id', request.roomId, roomId))),
  ),
  createRoom: unary(async (request, call) =>
    toWireRoom(await createRoom(parts, by(call), { ...request, floorId: idIn('floor_id', request.floorId, floorId) })),
  ),
  updateRoom: unary(async ({ roomId: id, floorId: floor, ifVersion, ...rest }, call) => {
    const patch = { ...rest, floorId: floor === undefined ? undefined : idIn('floor_id', floor, floorId) };
    return toWireRoom(await updateRoom(parts, by(call), { id: idIn('room_id', id, roomId), patch, ifVersion }));
  }),
  deleteRoom: unary(async ({ roomId: id, force, ifVersion }, call) => {
    await deleteRoom(parts, by(call), { id: idIn('room_id', id, roomId), force, ifVersion });
    return {};
  }),
  setMaintenance: unary(async ({ roomId: id, enabled }, call) =>
    toWireRoom(await setMaintenance(parts, by(call), { id: idIn('room_id', id, roomId), enabled })),
  ),

  uploadMap: clientStream(async (requests, call) => {
    const upload = await openUpload(requests, call.signal);
    return toWireRoom(await uploadMap(parts, by(call), upload));
  }),
  deleteMap: unary(async ({ roomId: id, ifVersion }, call) =>
    toWireRoom(await deleteMap(parts, by(call), { id: idIn('room_id', id, roomId), ifVersion })),
  ),
  readMap: serverStream(async function* ({ roomId: id, key }, call) {
    yield* toWireChunks(await readMap(parts, by(call), { roomId: idIn('room_id', id, roomId), key }));
  }),
});
