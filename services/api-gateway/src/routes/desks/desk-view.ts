import type { Desk as WireDesk } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
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

export const viewDesk = async (clients: Clients, request: FastifyRequest, desk: WireDesk): Promise<Desk> =>
  toDesk(desk, await statesOf(clients, request, desk));
