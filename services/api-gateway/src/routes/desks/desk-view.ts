import type { GetRoomStateRequest } from '@flexspace/contracts/flexspace/booking/v1/booking';
import type { Desk as WireDesk, Room as WireRoom } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import type { FastifyRequest } from 'fastify';
import type { Clients } from '../../clients.js';
import { reading } from '../../http/authentication.js';
import { byDesk, toDesk, type DeskStates } from './mapper.js';
import type { Desk } from './schemas.js';

interface RoomOfDesks {
  readonly roomId: number;
  readonly locationId: number;
}

/** What booking knows about the desks of a room at this moment. */
export const statesOf = async (clients: Clients, request: FastifyRequest, room: RoomOfDesks): Promise<DeskStates> => {
  const message = { ...room, at: undefined, during: undefined };
  return byDesk((await clients.booking.getRoomState(message, reading(request))).desks);
};

/** A desk that was just changed: what is shown beside it is asked for after the change. */
export const viewChangedDesk = async (clients: Clients, request: FastifyRequest, desk: WireDesk): Promise<Desk> =>
  toDesk(desk, await statesOf(clients, request, desk));

/**
 * A desk that booking does not know is a new one and free, unless it has just gone: booking may have heard of that before catalog
 * was asked. Asking catalog again tells the two apart.
 */
export const viewDesk = async (clients: Clients, request: FastifyRequest, id: number): Promise<Desk> => {
  const ask = () => clients.catalog.getDesk({ deskId: id }, reading(request));
  const desk = await ask();
  const states = await statesOf(clients, request, desk);
  return toDesk(states.has(id) ? desk : await ask(), states);
};

interface DesksOfRoom {
  readonly room: WireRoom;
  readonly desks: readonly WireDesk[];
  readonly states: DeskStates;
}

type RoomAndMoment = Pick<GetRoomStateRequest, 'roomId' | 'at' | 'during'>;

/** The desks of a room and their states now, at a moment, or over a range; no desk that is gone is shown as a free one, as above. */
export const viewDesks = async (
  clients: Clients,
  request: FastifyRequest,
  question: RoomAndMoment,
): Promise<DesksOfRoom> => {
  const { roomId } = question;
  const ask = () => clients.catalog.listDesks({ roomId }, reading(request));
  const [first, state] = await Promise.all([
    ask(),
    clients.booking.getRoomState({ ...question, locationId: 0 }, reading(request)),
  ]);
  const states = byDesk(state.desks);
  const { room, desks } = first.desks.every(({ id }) => states.has(id)) ? first : await ask();
  if (room === undefined) throw new Error(`the desks of room ${roomId} came without the room`);
  return { room, desks, states };
};
