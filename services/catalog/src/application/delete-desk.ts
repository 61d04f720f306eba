import { NotFound, type DeskId } from '@flexspace/kernel';
import { requireVersion } from '../domain/version-check.js';
import { recordDesks } from './change-desks.js';
import { requireManagerOf } from './permission.js';
import type { CatalogParts, Requester } from './ports.js';
import { requireNoBookings } from './require-no-bookings.js';

export interface DeleteDesk {
  readonly id: DeskId;
  readonly force: boolean;
  readonly ifVersion: number;
}

export const deleteDesk = async (parts: CatalogParts, by: Requester, request: DeleteDesk): Promise<void> => {
  await requireManagerOf(parts, by, { action: 'manage_room', what: 'desk', object: { deskId: request.id } });
  await requireNoBookings(by, { deskIds: [request.id] }, request.force);

  await parts.writer.write(by, async (unit) => {
    const before = await unit.desks.find(request.id);
    if (before === undefined) throw new NotFound('desk');
    requireVersion('desk', before, request.ifVersion);
    await unit.desks.remove([before.id]);
    await recordDesks(unit, before.roomId, {
      kind: 'desk.removed',
      desks: [],
      removedIds: [before.id],
      before: [before],
    });
  });
};
