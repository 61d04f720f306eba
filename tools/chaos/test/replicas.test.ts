import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findOpenRoom, freshSlot, type OpenRoom } from '../src/desks.js';
import { eventually } from '../src/eventually.js';
import { createPatientClient, madeBy, type Reply } from '../src/patient-client.js';
import { signIn, type Person } from '../src/person.js';
import { areBack, replicasOf } from '../src/running-product.js';
import { openScreen, type Screen } from '../src/screen.js';

const SERVICES = ['catalog', 'access', 'booking', 'scheduler', 'realtime-gateway', 'api-gateway'];
const LANES = 4;
/** So much is booked while one replica is gone, before the next one goes. */
const MEANWHILE = 8;
const BACK_WITHIN_MS = 90_000;

let alice: Person;
let room: OpenRoom;
let screens: Screen[];
let ask: (wish: Parameters<ReturnType<typeof createPatientClient>>[0]) => Promise<Reply>;
const kept = new Set<number>();
const cancelled = new Set<number>();

beforeEach(async () => {
  alice = await signIn('alice');
  room = await findOpenRoom(alice);
  screens = await Promise.all([0, 1].map((door) => openScreen(alice, `room_${room.roomId}`, door)));
  ask = createPatientClient(alice);
});
afterEach(async () => {
  for (const screen of screens) screen.close();
  await Promise.all([...kept].map((id) => ask({ method: 'DELETE', path: `/api/bookings/${id}/` })));
  kept.clear();
  cancelled.clear();
  await alice.close();
});

const cancel = async (id: number): Promise<void> => {
  const path = `/api/bookings/${id}/`;
  const { status } = await ask({ method: 'DELETE', path });
  // The first try may have been done although its answer was lost.
  if (status !== 204) expect((await ask({ method: 'GET', path })).body).toMatchObject({ status: 'cancelled' });
  kept.delete(id);
  cancelled.add(id);
};

/** Books, cancels and looks, without a pause, until it is told to stop. */
const workday = async (lane: number, isOver: () => boolean): Promise<void> => {
  for (let turn = 0; !isOver(); turn += 1) {
    const slot = { desk_id: room.deskIds[lane % room.deskIds.length], ...freshSlot() };
    const id = madeBy(await ask({ method: 'POST', path: '/api/bookings/', body: slot }));
    kept.add(id);
    if (turn % 3 === 0) await cancel(id);
    const looked = await ask({ method: 'GET', path: `/api/rooms/${room.roomId}/desks/` });
    expect(looked.status).toBe(200);
  }
};

/** Ends every replica of every service, one after the other, while people work. */
const endAllInTurn = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
  let over = false;
  const people = Promise.all(Array.from({ length: LANES }, (_, lane) => workday(lane, () => over)));
  const booked = (): number => kept.size + cancelled.size;
  const turns = async (): Promise<void> => {
    for (const service of SERVICES) {
      for (const { pid } of await replicasOf(service)) {
        const before = booked();
        process.kill(pid, signal);
        await eventually(() => booked() >= before + MEANWHILE, BACK_WITHIN_MS);
        await eventually(() => areBack(service, [pid]), BACK_WITHIN_MS);
      }
    }
  };
  try {
    // What fails for the people fails at once, not when the last replica has had its turn.
    await Promise.race([turns(), people]);
  } finally {
    over = true;
    await people;
  }
};

const expectNothingLost = async (): Promise<void> => {
  const statuses = await Promise.all(
    [...kept].map(async (id) => (await ask({ method: 'GET', path: `/api/bookings/${id}/` })).body),
  );
  for (const body of statuses) expect(body).toMatchObject({ status: 'upcoming' });
  for (const { shown } of screens) {
    await eventually(() => [...kept].every((id) => shown.has(id)) && ![...cancelled].some((id) => shown.has(id)));
  }
  expect(screens.flatMap(({ losses }) => losses)).toEqual([]);
};

describe('two of everything', () => {
  it('run here', async () => {
    for (const service of SERVICES) expect([service, (await replicasOf(service)).length]).toEqual([service, 2]);
  });

  it('lose no request that is tried again, and no event, when either of them is killed', async () => {
    await endAllInTurn('SIGKILL');
    await expectNothingLost();
    // Each gateway was killed under its screen, so this is not the story of a quiet day.
    expect(screens.map(({ returns }) => returns > 0)).toEqual([true, true]);
  }, 400_000);

  it('nor when all of them are restarted in turn', async () => {
    await endAllInTurn('SIGTERM');
    await expectNothingLost();
    expect(screens.map(({ returns }) => returns > 0)).toEqual([true, true]);
  }, 400_000);
});
