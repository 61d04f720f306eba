import type {
  CatalogServiceService,
  Orientation as WireOrientation,
} from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import { deskId, InvalidRequest, roomId } from '@flexspace/kernel';
import { requireService, unary, type CallContext, type Handlers } from '@flexspace/service-kit';
import { createDesk } from '../../application/create-desk.js';
import { deleteDesk } from '../../application/delete-desk.js';
import { getDeskPlace, listDeskPlaces } from '../../application/list-desk-places.js';
import type { CatalogParts, Requester } from '../../application/ports.js';
import { getDesk, listDeskIds, listDesks } from '../../application/read-places.js';
import { replaceDesks } from '../../application/replace-desks.js';
import { updateDesk } from '../../application/update-desk.js';
import { ORIENTATIONS, type Orientation } from '../../domain/desk.js';
import { toGridRow, toOrientation, toWireDesk, toWireDeskPlace, toWireRoom } from './catalog-mapper.js';
import { idIn } from './request-ids.js';

type DeskMethods =
  | `${'get' | 'create' | 'update' | 'delete'}Desk`
  | 'listDesks'
  | 'listDeskIds'
  | 'replaceDesks'
  | 'getDeskPlace'
  | 'listDeskPlaces';

/** In a patch, absent leaves the orientation as it is; one that is not known must not look like that. */
const patchedOrientation = (wire: WireOrientation | undefined): Orientation | undefined => {
  if (wire === undefined) return undefined;
  const orientation = toOrientation(wire);
  if (orientation === undefined) throw InvalidRequest.field('orientation', `must be one of ${ORIENTATIONS.join(', ')}`);
  return orientation;
};

/** Desks, one by one and as a grid, and their places for machines. */
export const deskHandlers = (
  parts: CatalogParts,
  by: (call: CallContext) => Requester,
): Pick<Handlers<typeof CatalogServiceService>, DeskMethods> => ({
  listDesks: unary(async (request, call) => {
    const { room, desks } = await listDesks(parts.places, by(call), idIn('room_id', request.roomId, roomId));
    return { room: toWireRoom(room), desks: desks.map(toWireDesk) };
  }),
  listDeskIds: unary(async (request, call) => {
    const ids = request.roomIds.map((id, index) => idIn(`room_ids[${String(index)}]`, id, roomId));
    const rooms = await listDeskIds(parts.places, by(call), ids);
    return { rooms: rooms.map((room) => ({ roomId: room.roomId, deskIds: [...room.deskIds] })) };
  }),
  getDesk: unary(async (request, call) =>
    toWireDesk(await getDesk(parts.places, by(call), idIn('desk_id', request.deskId, deskId))),
  ),
  createDesk: unary(async (request, call) =>
    toWireDesk(
      await createDesk(parts, by(call), {
        ...request,
        roomId: idIn('room_id', request.roomId, roomId),
        orientation: toOrientation(request.orientation),
      }),
    ),
  ),
  updateDesk: unary(async ({ deskId: id, ifVersion, orientation, ...rest }, call) => {
    const patch = { ...rest, orientation: patchedOrientation(orientation) };
    return toWireDesk(await updateDesk(parts, by(call), { id: idIn('desk_id', id, deskId), patch, ifVersion }));
  }),
  deleteDesk: unary(async ({ deskId: id, force, ifVersion }, call) => {
    await deleteDesk(parts, by(call), { id: idIn('desk_id', id, deskId), force, ifVersion });
    return {};
  }),
  replaceDesks: unary(async ({ roomId: id, desks: rows, force, ifVersion }, call) => {
    const grid = { roomId: idIn('room_id', id, roomId), rows: rows.map(toGridRow), force, ifVersion };
    const { room, desks } = await replaceDesks(parts, by(call), grid);
    return { room: toWireRoom(room), desks: desks.map(toWireDesk) };
  }),

  getDeskPlace: unary(async (request, call) => {
    requireService(call);
    return toWireDeskPlace(await getDeskPlace(parts.places, idIn('desk_id', request.deskId, deskId), request));
  }),
  listDeskPlaces: unary(async (request, call) => {
    requireService(call);
    const { places, nextPageToken } = await listDeskPlaces(parts.places, request);
    return { places: places.map(toWireDeskPlace), nextPageToken };
  }),
});
