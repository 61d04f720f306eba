import { isId, type DeskId } from '@flexspace/kernel';
import { checkDesk, DESKS_PER_ROOM, type CheckedDeskFields, type Desk, type DeskFields } from './desk.js';
import { FieldCheck } from './field-check.js';
import { sameFields } from './version-check.js';

/** One desk of a whole grid as the request gives it; 0 is a new desk. */
export interface GridRow extends DeskFields {
  readonly id: number;
}

export interface CheckedGridRow extends CheckedDeskFields {
  readonly id: number;
}

/** What turns the desks that a room has into those that the request wants. */
export interface GridPlan {
  readonly created: readonly CheckedDeskFields[];
  /** With the new fields and the old version. Desks that stay as they are, are in none of the lists. */
  readonly changed: readonly Desk[];
  readonly removed: readonly Desk[];
}

/** The rows as they are kept. Throws INVALID_REQUEST that names row and field of everything that is wrong. */
export const gridRows = (rows: readonly GridRow[]): CheckedGridRow[] => {
  const check = new FieldCheck();
  if (rows.length > DESKS_PER_ROOM) {
    check.add('desks', `must be at most ${String(DESKS_PER_ROOM)}`);
    check.done();
  }
  const nameAt = new Map<string, number>();
  const idAt = new Map<number, number>();
  const checked = rows.map((row, index) => {
    const prefix = `desks[${String(index)}].`;
    const fields = checkDesk(check, row, prefix);
    const sameName = nameAt.get(fields.name);
    if (sameName === undefined) nameAt.set(fields.name, index);
    else check.add(`${prefix}name`, `is the name of desks[${String(sameName)}] already`);
    if (row.id !== 0) {
      const sameId = idAt.get(row.id);
      if (!isId(row.id)) check.add(`${prefix}id`, 'must be a positive integer');
      else if (sameId === undefined) idAt.set(row.id, index);
      else check.add(`${prefix}id`, `is the id of desks[${String(sameId)}] already`);
    }
    return { ...fields, id: row.id };
  });
  check.done();
  return checked;
};

/** Compares the grid with the desks there are. Throws INVALID_REQUEST for ids that are not this room's. */
export const planGrid = (current: readonly Desk[], rows: readonly CheckedGridRow[]): GridPlan => {
  const check = new FieldCheck();
  const byId = new Map<number, Desk>(current.map((desk) => [desk.id, desk]));
  const created: CheckedDeskFields[] = [];
  const changed: Desk[] = [];
  const kept = new Set<DeskId>();
  rows.forEach(({ id, ...fields }, index) => {
    const desk = byId.get(id);
    if (id === 0) created.push(fields);
    else if (desk === undefined) check.add(`desks[${String(index)}].id`, 'is no desk of this room');
    else {
      kept.add(desk.id);
      if (!sameFields(fields, desk)) changed.push({ ...desk, ...fields });
    }
  });
  check.done();
  return { created, changed, removed: current.filter((desk) => !kept.has(desk.id)) };
};
