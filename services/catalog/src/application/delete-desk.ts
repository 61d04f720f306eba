import type { DeskId } from '@flexspace/kernel';
import { requireCurrent } from '../domain/version-check.js';
import { recordDesks } from './change-desks.js';
import { requireManagerOf } from './permission.js';
import type { CatalogParts, Requester } from './ports.js';
import { removeUnbooked } from './remove-unbooked.js';

export interface DeleteDesk {
  readonly id: DeskId;
  readonly force: boolean;
  readonly ifVersion: number;
}

export const deleteDesk = async (
  parts: CatalogParts,
  by: Requester,
  { id, force, ifVersion }: DeleteDesk,
): Promise<void> => {
  await requireManagerOf(parts, by, { action: 'manage_room', what: 'desk', object: { deskId: id } });

  await removeUnbooked(parts, by, {
    what: 'desk',
    force,
    foresee: async () => [requireCurrent('desk', await parts.places.desk(id), ifVersion).id],
    async remove(unit, mayGo) {
      const before = requireCurrent('desk', await unit.desks.find(id), ifVersion);
      mayGo([before.id]);
      await unit.desks.remove([before.id]);
      await recordDesks(unit, before.roomId, {
        kind: 'desk.removed',
        desks: [],
        removedIds: [before.id],
        before: [before],
      });
    },
  });
};
