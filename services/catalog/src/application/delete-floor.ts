import { NotFound, Stale, type FloorId, type RoomId } from '@flexspace/kernel';
import { requireVersion } from '../domain/version-check.js';
import { requireManagerOf } from './permission.js';
import type { CatalogParts, Requester } from './ports.js';
import { recordRemoved } from './remove-rooms.js';
import { requireNoBookings } from './require-no-bookings.js';

export interface DeleteFloor {
  readonly id: FloorId;
  readonly force: boolean;
  readonly ifVersion: number;
}

/** Goes with its rooms and their desks. */
export const deleteFloor = async (parts: CatalogParts, by: Requester, request: DeleteFloor): Promise<void> => {
  await requireManagerOf(parts, by, { action: 'manage_location', what: 'floor', object: { floorId: request.id } });
  const asked = await roomsWithoutBookings(parts, by, request);

  await parts.writer.write(by, async (unit) => {
    const before = await unit.floors.find(request.id);
    if (before === undefined) throw new NotFound('floor');
    requireVersion('floor', before, request.ifVersion);
    const rooms = await unit.rooms.below({ floorId: before.id });
    // A room that came between the question about bookings and now would go unasked.
    if (!request.force && rooms.some(({ id }) => !asked.has(id))) throw new Stale('floor');
    await recordRemoved(unit, rooms);
    await unit.floors.remove(before);
    unit.announce({ kind: 'floor.removed', locationId: before.locationId });
    unit.audit({
      action: 'floor.removed',
      objectType: 'floor',
      objectId: before.id,
      locationId: before.locationId,
      before,
      after: undefined,
    });
  });
};

/** Which rooms are on the floor is not booking's to say: it may not have heard yet that one was moved here. */
const roomsWithoutBookings = async (
  parts: CatalogParts,
  by: Requester,
  { id, force }: DeleteFloor,
): Promise<ReadonlySet<RoomId>> => {
  if (force) return new Set();
  const roomIds = (await parts.places.rooms({ floorId: id, hidden: [] })).map((room) => room.id);
  if (roomIds.length > 0) await requireNoBookings(by, { roomIds }, false);
  return new Set(roomIds);
};
