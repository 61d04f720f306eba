import { NotFound, type RoomId } from '@flexspace/kernel';
import { requireVersion } from '../domain/version-check.js';
import { requireManagerOf } from './permission.js';
import type { CatalogParts, Requester } from './ports.js';
import { recordRemoved } from './remove-rooms.js';
import { requireNoBookings } from './require-no-bookings.js';

export interface DeleteRoom {
  readonly id: RoomId;
  readonly force: boolean;
  readonly ifVersion: number;
}

/** Goes with its desks. The managers of the location decide about rooms, not those of the room. */
export const deleteRoom = async (parts: CatalogParts, by: Requester, request: DeleteRoom): Promise<void> => {
  await requireManagerOf(parts, by, { action: 'manage_location', what: 'room', object: { roomId: request.id } });
  await requireNoBookings(by, { roomIds: [request.id] }, request.force);

  await parts.writer.write(by, async (unit) => {
    const before = await unit.rooms.find(request.id);
    if (before === undefined) throw new NotFound('room');
    requireVersion('room', before, request.ifVersion);
    await recordRemoved(unit, [before]);
    await unit.rooms.remove(before);
  });
};
