import { NotFound, type RoomId } from '@flexspace/kernel';
import { gridRows, planGrid, type GridRow } from '../domain/desk-grid.js';
import type { Desk } from '../domain/desk.js';
import type { RoomView } from '../domain/place.js';
import { requireVersion } from '../domain/version-check.js';
import { findRoom, recordDesks } from './change-desks.js';
import { requireManagerOf } from './permission.js';
import type { CatalogParts, Requester } from './ports.js';
import { listDesks } from './read-places.js';
import { removeUnbooked } from './remove-unbooked.js';

export interface ReplaceDesks {
  readonly roomId: RoomId;
  readonly rows: readonly GridRow[];
  readonly force: boolean;
  /** The room's version. */
  readonly ifVersion: number;
}

const idsOf = (desks: readonly Desk[]) => desks.map((desk) => desk.id);

/** The whole grid at once: rows with an id keep their desk, what is absent goes, by the rule for deleting. */
export const replaceDesks = async (
  parts: CatalogParts,
  by: Requester,
  { roomId, force, ifVersion, ...request }: ReplaceDesks,
): Promise<{ room: RoomView; desks: Desk[] }> => {
  await requireManagerOf(parts, by, { action: 'manage_room', what: 'room', object: { roomId } });
  const rows = gridRows(request.rows);

  await removeUnbooked(parts, by, {
    what: 'room',
    force,
    async foresee() {
      const found = await parts.places.roomWithDesks(roomId);
      if (found === undefined) throw new NotFound('room');
      requireVersion('room', found.room, ifVersion);
      return idsOf(planGrid(found.desks, rows).removed);
    },
    async remove(unit, mayGo) {
      const room = await findRoom(unit, roomId, ifVersion);
      const before = await unit.desks.inRooms([roomId]);
      const plan = planGrid(before, rows);
      const removedIds = idsOf(plan.removed);
      mayGo(removedIds);
      if (plan.created.length + plan.changed.length + removedIds.length === 0) return;
      // In this order no name is in the way of another: gone ones first, then swaps within one statement, then new ones.
      if (removedIds.length > 0) await unit.desks.remove(removedIds);
      const changed = plan.changed.length > 0 ? await unit.desks.save(plan.changed) : [];
      const created = plan.created.length > 0 ? await unit.desks.insert(room, plan.created) : [];
      await recordDesks(unit, roomId, { kind: 'desk.replaced', desks: [...changed, ...created], removedIds, before });
    },
  });
  return listDesks(parts.places, by, roomId);
};
