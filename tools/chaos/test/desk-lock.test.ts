import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findOpenRoom, freshSlot, type OpenRoom } from '../src/desks.js';
import { listen, type Listener } from '../src/listener.js';
import { signIn, type Person } from '../src/person.js';

let alice: Person;
let bob: Person;
let room: OpenRoom;
let screen: Listener;

beforeAll(async () => {
  [alice, bob] = await Promise.all([signIn('alice'), signIn('bob')]);
  room = await findOpenRoom(alice);
  screen = await listen(bob);
  await screen.subscribe(`room_${room.roomId}`);
});
afterAll(async () => {
  screen.close();
  await Promise.all([alice.close(), bob.close()]);
});

describe('a desk lock', () => {
  it('shows on other screens with its holder, keeps others from booking, and goes when let go', async () => {
    const desk_id = room.deskIds.at(-1);
    const locked = await alice.post('/api/bookings/lock/', { desk_id });
    expect(locked).toMatchObject({ status: 200, body: { ok: true, refresh_after_s: 25 } });
    const shown = await screen.expect(
      (frame) => frame.type === 'desk_lock' && frame['desk_id'] === desk_id && frame['locked'] === true,
    );
    expect(shown).toMatchObject({ locked_by: { username: 'alice' } });

    expect(await bob.post('/api/bookings/lock/', { desk_id })).toMatchObject({
      status: 423,
      body: { reason: 'DESK_LOCKED', locked_by: { username: 'alice' } },
    });
    expect(await bob.post('/api/bookings/', { desk_id, ...freshSlot() })).toMatchObject({
      status: 423,
      reason: 'DESK_LOCKED',
    });
    expect(await bob.post('/api/bookings/unlock/', { desk_id })).toMatchObject({ status: 409 });

    expect(await alice.post('/api/bookings/unlock/', { desk_id })).toMatchObject({ status: 200 });
    await screen.expect(
      (frame) => frame.type === 'desk_lock' && frame['desk_id'] === desk_id && frame['locked'] === false,
    );
    expect(await bob.post('/api/bookings/', { desk_id, ...freshSlot() })).toMatchObject({ status: 201 });
  });
});

describe('a booking that starts in a moment', () => {
  it('is announced when its time comes', async () => {
    const desk_id = room.deskIds.at(-2);
    const start = new Date(Date.now() + 4_000);
    const end = new Date(start.getTime() + 3_600_000);
    const made = await alice.post('/api/bookings/', {
      desk_id,
      start_time: start.toISOString(),
      end_time: end.toISOString(),
    });
    expect(made.status).toBe(201);
    const shown = await screen.expect(
      (frame) => frame.type === 'desk_status' && frame['desk_id'] === desk_id && frame['is_booked'] === true,
    );
    expect(shown).toMatchObject({ booked_by: { username: 'alice' } });
    expect(Date.now()).toBeGreaterThanOrEqual(start.getTime());
  });
});
