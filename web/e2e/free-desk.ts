import type { Product, Visitor } from './product.js';

export interface FreeDesk {
  readonly roomId: number;
  readonly roomName: string;
  readonly floorName: string;
  readonly locationName: string;
  readonly countryName: string;
  readonly deskId: number;
  readonly deskName: string;
}

interface TreeRoom {
  id: number;
  name: string;
  can_book: boolean;
  is_under_maintenance: boolean;
  available_desk_count: number;
}
type Tree = { name: string; locations: { name: string; floors: { name: string; rooms: TreeRoom[] }[] }[] }[];

const dayMs = 86_400_000;
/** As far ahead as any test books. */
const freeForMs = 25 * dayMs;
const taken = new Set<number>();

async function bookableRooms(
  product: Product,
  visitor: Visitor,
): Promise<(Omit<FreeDesk, 'deskId' | 'deskName'> & { free: number })[]> {
  const tree = (await product.call(visitor, 'GET', '/api/locations/tree/')) as Tree;
  return tree.flatMap((country) =>
    country.locations.flatMap((location) =>
      location.floors.flatMap((floor) =>
        floor.rooms
          .filter((room) => room.can_book && !room.is_under_maintenance && room.available_desk_count > 0)
          .map((room) => ({
            roomId: room.id,
            roomName: room.name,
            floorName: floor.name,
            locationName: location.name,
            countryName: country.name,
            free: room.available_desk_count,
          })),
      ),
    ),
  );
}

/** The room that other tests are least likely to be in, for what would disturb them. */
export async function findQuietRoom(product: Product, visitor: Visitor): Promise<{ roomId: number; roomName: string }> {
  const rooms = await bookableRooms(product, visitor);
  const [quiet] = rooms.sort((one, other) => one.free - other.free);
  if (!quiet) throw new Error('the demo has no room that can be booked');
  return quiet;
}

/** A desk that everybody named may book and that nobody has or had from yesterday on for weeks to come; never the same one twice. */
export async function findFreeDesk(product: Product, ...visitors: Visitor[]): Promise<FreeDesk> {
  const lists = await Promise.all(visitors.map((visitor) => bookableRooms(product, visitor)));
  const [first = [], ...others] = lists;
  const common = first.filter((room) => others.every((list) => list.some(({ roomId }) => roomId === room.roomId)));
  const visitor = visitors[0]!;
  // What has just ended still lies on the calendar, where a hand would take hold of it.
  const start = new Date(Date.now() - dayMs).toISOString();
  const end = new Date(Date.now() + freeForMs).toISOString();
  for (const room of common.sort((one, other) => other.free - one.free)) {
    const { desks } = (await product.call(visitor, 'GET', `/api/rooms/${room.roomId}/desks/`)) as {
      desks: { id: number; name: string; is_permanent: boolean; is_locked: boolean }[];
    };
    const query = new URLSearchParams({ room: String(room.roomId), start, end, limit: '500' });
    const bookings = (await product.call(visitor, 'GET', `/api/bookings/?${query.toString()}`)) as {
      desk: { id: number };
    }[];
    const busy = new Set(bookings.map(({ desk }) => desk.id));
    const desk = desks.find(
      ({ id, is_permanent, is_locked }) => !busy.has(id) && !is_permanent && !is_locked && !taken.has(id),
    );
    if (!desk) continue;
    taken.add(desk.id);
    const { free: _free, ...place } = room;
    return { ...place, deskId: desk.id, deskName: desk.name };
  }
  throw new Error('the demo has no desk that is free for weeks');
}
