import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findOpenRoom, freshSlot, type OpenRoom } from '../src/desks.js';
import { signIn, type Person } from '../src/person.js';

let olivia: Person;
let alice: Person;
let room: OpenRoom;

beforeAll(async () => {
  [olivia, alice] = await Promise.all([signIn('olivia', 100), signIn('alice', 100)]);
  room = await findOpenRoom(alice);
});
afterAll(async () => {
  await Promise.all([olivia.close(), alice.close()]);
});

const counted = (values: readonly (number | string | undefined)[]): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(values, String)].map(([value, all]) => [value, all.length]));

describe('one slot, wanted by 200 at once', () => {
  it.each([0, 1, 2])('goes to one of them, and 199 hear that it is taken (round %i)', async (round) => {
    const deskId = room.deskIds[round % room.deskIds.length];
    const slot = { desk_id: deskId, ...freshSlot() };
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? olivia : alice).post('/api/bookings/', slot)),
    );
    expect(counted(answers.map(({ status }) => status))).toEqual({ 201: 1, 409: 199 });
    expect(counted(answers.map(({ reason }) => reason))).toEqual({ undefined: 1, SLOT_TAKEN: 199 });
  });

  it('goes to one of them also when they want overlapping parts of it', async () => {
    const deskId = room.deskIds[0];
    const { start_time } = freshSlot();
    const start = Date.parse(start_time);
    const at = (hundredths: number): string => new Date(start + hundredths * 10).toISOString();
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        olivia.post('/api/bookings/', { desk_id: deskId, start_time: at(index % 20), end_time: at(30 + (index % 25)) }),
      ),
    );
    expect(counted(answers.map(({ status }) => status))).toEqual({ 201: 1, 409: 99 });
  });
});
