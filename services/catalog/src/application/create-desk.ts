import { InvalidRequest, type RoomId } from '@flexspace/kernel';
import { deskFields, DESKS_PER_ROOM, type Desk, type DeskFields } from '../domain/desk.js';
import { findRoom, recordDesks } from './change-desks.js';
import { requireManagerOf } from './permission.js';
import type { CatalogParts, Requester } from './ports.js';

export interface CreateDesk extends DeskFields {
  readonly roomId: RoomId;
}

export const createDesk = async (parts: CatalogParts, by: Requester, request: CreateDesk): Promise<Desk> => {
  const { roomId, ...given } = request;
  await requireManagerOf(parts, by, { action: 'manage_room', what: 'room', object: { roomId } });
  const fields = deskFields(given);
  return parts.writer.write(by, async (unit) => {
    const room = await findRoom(unit, roomId);
    if (room.deskCount >= DESKS_PER_ROOM) {
      throw InvalidRequest.field('room', `has ${String(DESKS_PER_ROOM)} desks, and cannot have more`);
    }
    const desks = await unit.desks.insert(room, [fields]);
    await recordDesks(unit, room.id, { kind: 'desk.created', desks, removedIds: [], before: [] });
    const [desk] = desks;
    if (desk === undefined) throw new Error('an insert of one row gave none');
    return desk;
  });
};
