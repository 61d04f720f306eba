import type { BookingServiceService } from '@flexspace/contracts/flexspace/booking/v1/booking';
import { InvalidRequest, NotFound, type DeskId, type RoomId } from '@flexspace/kernel';
import type { Handlers } from '@flexspace/service-kit';
import type { Actor } from '../../application/actor.js';
import { nameOfCounts } from './answer-names.js';
import type { ServerParts, WithActor } from './booking-server.js';
import {
  optional,
  readDeskId,
  readLocationId,
  readMoment,
  readRoomId,
  readUserId,
  toWireAvailability,
  toWireDeskState,
} from './booking-mapper.js';

type PlaceMethods =
  | 'getRoomState'
  | 'getAvailability'
  | 'getAvailabilityView'
  | 'countRooms'
  | 'listTakenDesks'
  | 'getRoomCountsView'
  | 'countUpcomingBookings'
  | 'assignPermanentDesk'
  | 'clearPermanentDesk';

export const placeHandlers = (
  { useCases }: ServerParts,
  withActor: WithActor,
): Pick<Handlers<typeof BookingServiceService>, PlaceMethods> => {
  const deskState = async (actor: Actor, desk: { readonly deskId: DeskId; readonly roomId: RoomId }) => {
    const room = await useCases.getRoomState(actor, desk.roomId, { kind: 'now' });
    const state = room.desks.find((one) => one.deskId === desk.deskId);
    if (state === undefined) throw new NotFound('desk');
    return toWireDeskState(state);
  };

  return {
    getRoomState: withActor(async (actor, request) => {
      const room = await useCases.getRoomState(actor, readRoomId(request.roomId), readMoment(request));
      return { desks: room.desks.map(toWireDeskState), availableDeskCount: room.availableDeskCount };
    }),
    getAvailability: withActor(async (actor, request) => {
      if ((request.roomId === 0) === (request.deskId === 0)) {
        throw InvalidRequest.field('room_id', 'one of room_id and desk_id is required');
      }
      const where =
        request.deskId === 0 ? { roomId: readRoomId(request.roomId) } : { deskId: readDeskId(request.deskId) };
      const question = { where, startOn: request.startOn, days: request.days };
      return toWireAvailability(await useCases.getAvailability(actor, question));
    }),
    getAvailabilityView: withActor(async (actor, { roomId, startOn, days }) => {
      const question = { where: { roomId: readRoomId(roomId) }, startOn, days };
      return { view: await useCases.nameAvailability(actor, question) };
    }),
    countRooms: withActor(async (actor, request) => {
      const rooms = await useCases.countRooms(actor, {
        roomIds: request.roomIds.map((id, index) => readRoomId(id, `room_ids[${index}]`)),
        locationId: optional(request.locationId, readLocationId),
      });
      return { rooms: [...rooms], view: nameOfCounts(rooms) };
    }),
    listTakenDesks: withActor(async (actor, request) => {
      const ids = request.roomIds.map((id, index) => readRoomId(id, `room_ids[${index}]`));
      const rooms = await useCases.listTakenDesks(actor, ids);
      return { rooms: rooms.map((room) => ({ roomId: room.roomId, deskIds: [...room.deskIds] })) };
    }),
    getRoomCountsView: withActor(async (actor) => ({
      view: nameOfCounts(await useCases.countRooms(actor, { roomIds: [], locationId: undefined })),
    })),
    countUpcomingBookings: withActor(async (actor, request) => ({
      count: await useCases.countUpcoming(actor, {
        ...(request.locationId !== 0 && { locationId: readLocationId(request.locationId) }),
        ...(request.floorId !== 0 && { floorId: request.floorId }),
        ...(request.roomIds.length > 0 && { roomIds: request.roomIds.map((id) => readRoomId(id)) }),
        ...(request.deskIds.length > 0 && { deskIds: request.deskIds.map((id) => readDeskId(id)) }),
      }),
    })),
    assignPermanentDesk: withActor(async (actor, request) => {
      const desk = await useCases.assignPermanentDesk(actor, {
        deskId: readDeskId(request.deskId),
        userId: readUserId(request.userId),
        cancelConflicting: request.cancelConflicting,
      });
      return deskState(actor, desk);
    }),
    clearPermanentDesk: withActor(async (actor, request) =>
      deskState(actor, await useCases.clearPermanentDesk(actor, readDeskId(request.deskId))),
    ),
  };
};
