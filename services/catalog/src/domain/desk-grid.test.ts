import { describe, expect, it } from '@jest/globals';
import { deskId, locationId, roomId } from '@flexspace/kernel';
import type { Desk } from './desk.js';
import { gridRows, planGrid, type GridRow } from './desk-grid.js';

const row = (id: number, name: string, posX = 1): GridRow => ({ id, name, posX, posY: 2, orientation: 'top' });
const desk = (id: number, name: string, posX = 1): Desk => ({
  ...row(id, name, posX),
  id: deskId(id),
  roomId: roomId(1),
  locationId: locationId(1),
  orientation: 'top',
  version: 3,
});

describe('a desk grid', () => {
  it('tells made, changed, kept and removed desks apart', () => {
    const current = [desk(1, 'A'), desk(2, 'B'), desk(3, 'C')];
    const plan = planGrid(current, gridRows([row(1, 'A'), row(2, 'B', 9), row(0, 'D')]));
    expect(plan.created.map((each) => each.name)).toEqual(['D']);
    expect(plan.changed).toEqual([desk(2, 'B', 9)]);
    expect(plan.removed).toEqual([desk(3, 'C')]);
  });

  it('names both rows that claim one name or one id', () => {
    expect(() => gridRows([row(1, 'A'), row(1, 'B')])).toThrow('desks[1].id: is the id of desks[0] already');
    expect(() => gridRows([row(0, 'Cafe\u0301'), row(0, 'Café')])).toThrow(
      'desks[1].name: is the name of desks[0] already',
    );
  });

  it('takes no id that cannot be one, and none of another room', () => {
    expect(() => gridRows([row(-1, 'A')])).toThrow('desks[0].id');
    expect(() => gridRows([row(1.5, 'A')])).toThrow('desks[0].id');
    expect(() => planGrid([desk(1, 'A')], gridRows([row(2, 'B')]))).toThrow('desks[0].id: is no desk of this room');
  });
});
