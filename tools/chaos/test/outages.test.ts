import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { booking, findOpenRoom, freshSlot, type OpenRoom } from '../src/desks.js';
import { eventually } from '../src/eventually.js';
import { withoutServer, withoutService } from '../src/freeze.js';
import { listen, type Listener } from '../src/listener.js';
import { signIn, type Answer, type Person } from '../src/person.js';

let alice: Person;
let room: OpenRoom;
let screen: Listener;

beforeEach(async () => {
  alice = await signIn('alice', 8);
  room = await findOpenRoom(alice);
  screen = await listen(alice);
  await screen.subscribe(`room_${room.roomId}`);
});
afterEach(async () => {
  screen.close();
  await alice.close();
});

const book = (): Promise<Answer> => alice.post('/api/bookings/', { desk_id: room.deskIds[0], ...freshSlot() });
const lock = (verb: 'lock' | 'unlock'): Promise<Answer> =>
  alice.post(`/api/bookings/${verb}/`, { desk_id: room.deskIds[1] });
const tree = (): Promise<Answer> => alice.get('/api/locations/tree/');
const lookAtRoom = (): Promise<Answer> => alice.get(`/api/rooms/${room.roomId}/desks/`);

const idOf = ({ status, body }: Answer): number => {
  expect(status).toBe(201);
  return booking.parse(body).id;
};

/** The booking on the screen, as everybody sees it who looks at the room. */
const shown = (id: number): Promise<unknown> =>
  screen.expect(
    (frame) => frame.type === 'update_bookings' && JSON.stringify(frame['bookings']).includes(`"id":${id},`),
  );

/** Everything works again, without anybody having done anything. */
const expectWhole = async (): Promise<void> => {
  await eventually(async () => (await lock('lock')).status === 200, 60_000);
  await eventually(async () => (await tree()).status === 200, 60_000);
  await lock('unlock');
  await shown(idOf(await book()));
  const again = await eventually(() => signIn('bob', 1).catch(() => undefined), 60_000);
  await again.close();
};

/** A dependency's being away is told as that, with when to try again, and never as a defect. */
const expectNotNow = (answer: Answer): void => {
  expect([503, 504]).toContain(answer.status);
  expect(['UNAVAILABLE', 'TIMEOUT']).toContain(answer.reason);
};

describe('while it does not answer', () => {
  it('Redis: people book, desk locks say that they cannot be had', async () => {
    await withoutServer('Redis', async () => {
      await shown(idOf(await book()));
      expectNotNow(await lock('lock'));
      expect((await lookAtRoom()).status).toBe(200);
      expect((await tree()).status).toBe(200);
    });
    await expectWhole();
  });

  it('NATS: people book, screens say that they are behind, and hear of it afterwards', async () => {
    let made = 0;
    await withoutServer('NATS', async () => {
      made = idOf(await book());
      expect((await lock('lock')).status).toBe(200);
      await lock('unlock');
      expect((await lookAtRoom()).status).toBe(200);
      await screen.expect((frame) => frame.type === 'status' && frame['live'] === false);
    });
    await screen.expect((frame) => frame.type === 'status' && frame['live'] === true);
    await shown(made);
    await expectWhole();
  });

  it('Keycloak: who is signed in goes on, signing in says to try again', async () => {
    await withoutServer('Keycloak', async () => {
      expect((await alice.get('/api/auth/me/')).status).toBe(200);
      await shown(idOf(await book()));
      await expect(signIn('bob', 1)).rejects.toThrow('503');
    });
    await expectWhole();
  });

  it('access: nothing is allowed that cannot be checked', async () => {
    await withoutService('access', async () => {
      expectNotNow(await book());
      expectNotNow(await lock('lock'));
      expectNotNow(await tree());
      expectNotNow(await lookAtRoom());
    });
    await expectWhole();
  });

  it('catalog: desks that booking knows are booked', async () => {
    await withoutService('catalog', async () => {
      await shown(idOf(await book()));
      expectNotNow(await tree());
    });
    await expectWhole();
  });

  it('booking: places are shown, and nothing is said to be booked', async () => {
    await withoutService('booking', async () => {
      expectNotNow(await book());
      expect((await alice.get('/api/countries/')).status).toBe(200);
      expect((await alice.get('/api/auth/me/')).status).toBe(200);
    });
    await expectWhole();
  });
});
