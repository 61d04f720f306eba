import { Stale, type DeskId, type RoomId } from '@flexspace/kernel';
import { gridRows, planGrid, type GridRow } from '../domain/desk-grid.js';
import type { Desk } from '../domain/desk.js';
import type { RoomView } from '../domain/place.js';
import { findRoom, recordDesks } from './change-desks.js';
import { requireManagerOf } from './permission.js';
import type { CatalogParts, Requester } from './ports.js';
import { listDesks } from './read-places.js';
import { requireNoBookings } from './require-no-bookings.js';

export interface ReplaceDesks {
  readonly roomId: RoomId;
  readonly rows: readonly GridRow[];
  readonly force: boolean;
  /** The room's version. */
  readonly ifVersion: number;
}

/** The whole grid at once: rows with an id keep their desk, what is absent goes, by the rule for deleting. */
export const replaceDesks = async (
  parts: CatalogParts,
  by: Requester,
  request: ReplaceDesks,
): Promise<{ room: RoomView; desks: Desk[] }> => {
  const { roomId } = request;
  await requireManagerOf(parts, by, { action: 'manage_room', what: 'room', object: { roomId } });
  const rows = gridRows(request.rows);
  const asked = await removalsWithoutBookings(parts, by, { ...request, rows });

  await parts.writer.write(by, async (unit) => {
    const room = await findRoom(unit, roomId, request.ifVersion);
    const before = await unit.desks.inRooms([roomId]);
    const plan = planGrid(before, rows);
    const removedIds = plan.removed.map((desk) => desk.id);
    // A desk that came between the question about bookings and now would go unasked.
    if (!request.force && removedIds.some((id) => !asked.has(id))) throw new Stale('room');
    if (plan.created.length + plan.changed.length + removedIds.length === 0) return;
    // In this order no name is in the way of another: gone ones first, then swaps within one statement, then new ones.
    if (removedIds.length > 0) await unit.desks.remove(removedIds);
    const changed = plan.changed.length > 0 ? await unit.desks.save(plan.changed) : [];
    const created = plan.created.length > 0 ? await unit.desks.insert(room, plan.created) : [];
    await recordDesks(unit, roomId, { kind: 'desk.replaced', desks: [...changed, ...created], removedIds, before });
  });
  return listDesks(parts.places, by, roomId);
};

const removalsWithoutBookings = async (
  parts: CatalogParts,
  by: Requester,
  { roomId, rows, force }: Pick<ReplaceDesks, 'roomId' | 'rows' | 'force'>,
): Promise<ReadonlySet<DeskId>> => {
  if (force) return new Set();
  const kept = new Set(rows.map((row) => row.id));
  const [current] = await parts.places.deskIds([roomId], []);
  const removed = (current?.deskIds ?? []).filter((id) => !kept.has(id));
  if (removed.length > 0) await requireNoBookings(by, { deskIds: removed }, false);
  return new Set(removed);
};
