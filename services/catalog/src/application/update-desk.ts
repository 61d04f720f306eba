import { NotFound, type DeskId } from '@flexspace/kernel';
import { deskFields, type Desk, type DeskFields } from '../domain/desk.js';
import { applyPatch, requireVersion, sameFields, type Patch } from '../domain/version-check.js';
import { recordDesks } from './change-desks.js';
import { requireManagerOf } from './permission.js';
import type { CatalogParts, Requester } from './ports.js';

export interface UpdateDesk {
  readonly id: DeskId;
  readonly patch: Patch<DeskFields>;
  readonly ifVersion: number;
}

export const updateDesk = async (parts: CatalogParts, by: Requester, request: UpdateDesk): Promise<Desk> => {
  await requireManagerOf(parts, by, { action: 'manage_room', what: 'desk', object: { deskId: request.id } });
  return parts.writer.write(by, async (unit) => {
    const before = await unit.desks.find(request.id);
    if (before === undefined) throw new NotFound('desk');
    requireVersion('desk', before, request.ifVersion);
    const fields = deskFields(applyPatch<DeskFields>(before, request.patch));
    if (sameFields(fields, before)) return before;
    const desks = await unit.desks.save([{ ...before, ...fields }]);
    await recordDesks(unit, before.roomId, { kind: 'desk.changed', desks, removedIds: [], before: [before] });
    return desks[0] ?? before;
  });
};
