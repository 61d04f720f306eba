import type { CountRoomsResponse } from '@flexspace/contracts/flexspace/booking/v1/booking';
import type { Room as WireRoom } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import { Unavailable } from '@flexspace/kernel';
import type { FastifyRequest } from 'fastify';
import type { Clients } from '../../clients.js';
import { reading } from '../../http/authentication.js';

/** What booking says of a room's desks. */
export interface RoomCount {
  /** Desks that are booked now or one person's own. */
  readonly taken: number;
  /** The desks that this is about, by the name that catalog gives to the same set. */
  readonly deskSet: number;
  /** Where desks were counted one by one: how many there are. */
  readonly desks?: number;
}
/** By room; a room without desks may be absent. */
export type RoomCounts = ReadonlyMap<number, RoomCount>;

export const toRoomCounts = (counts: CountRoomsResponse): RoomCounts =>
  new Map(counts.rooms.map((room) => [room.roomId, { taken: room.takenDeskCount, deskSet: room.deskSet }]));

export interface DeskCounts {
  readonly desk_count: number;
  readonly available_desk_count: number;
}

/** How many desks there are, and whether their room is closed, is catalog's to say. The counts must be agreed, see below. */
export const deskCountsOf = (room: WireRoom, counts: RoomCounts): DeskCounts => {
  const known = counts.get(room.id);
  const desks = known?.desks ?? room.deskCount;
  return { desk_count: desks, available_desk_count: room.isUnderMaintenance ? 0 : desks - (known?.taken ?? 0) };
};

/** What both services take at a time. */
const MOST_ROOMS = 500;
const TURNS = 3;

const inPages = async <Row>(ids: readonly number[], ask: (roomIds: number[]) => Promise<Row[]>): Promise<Row[]> => {
  const pages: number[][] = [];
  for (let at = 0; at < ids.length; at += MOST_ROOMS) pages.push(ids.slice(at, at + MOST_ROOMS));
  return (await Promise.all(pages.map(ask))).flat();
};

/**
 * Counts rooms desk by desk: those that booking says are taken, and then those that catalog says are there. In this order a desk that
 * goes meanwhile is missing from both or ignored in the first, and one that comes is free; in the other one, a desk that booking has
 * dropped would be counted as free because catalog still told of it.
 */
const countOneByOne = async (
  clients: Clients,
  request: FastifyRequest,
  ids: readonly number[],
): Promise<ReadonlyMap<number, RoomCount>> => {
  const counted = new Map<number, RoomCount>();
  let left = ids;
  for (let turn = 0; turn < TURNS && left.length > 0; turn += 1) {
    const answered = await inPages(left, async (roomIds) => {
      return (await clients.booking.listTakenDesks({ roomIds }, reading(request))).rooms;
    });
    const taken = new Map(answered.map((room) => [room.roomId, new Set(room.deskIds)]));
    const present = await inPages(left, async (roomIds) => {
      return (await clients.catalog.listDeskIds({ roomIds }, reading(request))).rooms;
    });
    const desksOf = new Map(present.map((room) => [room.roomId, room.deskIds]));
    for (const id of left) {
      const desks = desksOf.get(id) ?? [];
      const ofRoom = taken.get(id);
      // Hidden when booking was asked, and no more when catalog was: the gate opened in between.
      if (desks.length > 0 && ofRoom === undefined) continue;
      counted.set(id, { desks: desks.length, taken: desks.filter((desk) => ofRoom?.has(desk)).length, deskSet: 0 });
    }
    left = left.filter((id) => !counted.has(id));
  }
  if (left.length > 0) throw new Unavailable('The count of free desks', undefined, 1);
  return counted;
};

/** The rooms of which booking does not know the very desks that catalog tells of: one of the two was asked before a change. */
const disputedAmong = (rooms: readonly WireRoom[], counts: RoomCounts): readonly number[] =>
  rooms.filter((room) => room.deskSet !== (counts.get(room.id)?.deskSet ?? 0)).map((room) => room.id);

/**
 * The counts that hold for these rooms as catalog tells of them. Booking hears of desks a moment after catalog has changed them;
 * where the two do not mean the same desks, the few rooms that it is about are counted desk by desk.
 */
export const agreeOn = async (
  clients: Clients,
  request: FastifyRequest,
  { rooms, counts }: { readonly rooms: readonly WireRoom[]; readonly counts: RoomCounts },
): Promise<RoomCounts> => {
  const disputed = disputedAmong(rooms, counts);
  if (disputed.length === 0) return counts;
  return new Map([...counts, ...(await countOneByOne(clients, request, disputed))]);
};
