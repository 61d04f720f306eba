import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { booking, findOpenRoom, freshSlot, type OpenRoom } from '../src/desks.js';
import { eventually } from '../src/eventually.js';
import { listen, type Frame, type Listener } from '../src/listener.js';
import { signIn, type Person } from '../src/person.js';
import { areBack, killAll } from '../src/running-product.js';
import { update } from '../src/screen.js';

const PAUSE_MS = 50;

/** What a screen knows that has applied every frame in the order it came. */
const screenOf = (frames: readonly Frame[]): Set<number> => {
  const shown = new Set<number>();
  for (const frame of frames.filter(({ type }) => type === 'update_bookings')) {
    const { bookings: upserted, deleted_ids } = update.parse(frame);
    for (const { id } of upserted) shown.add(id);
    for (const id of deleted_ids) shown.delete(id);
  }
  return shown;
};

let alice: Person;
let room: OpenRoom;
let screen: Listener;

beforeAll(async () => {
  alice = await signIn('alice');
  room = await findOpenRoom(alice);
  screen = await listen(alice);
  await screen.subscribe(`room_${room.roomId}`);
});
afterAll(async () => {
  screen.close();
  await alice.close();
});

describe('booking, killed again and again while people book', () => {
  it('loses nothing that it acknowledged, and every screen ends as the database does', async () => {
    const acknowledged = new Set<number>();
    const cancelled = new Set<number>();
    const inDoubt = new Set<number>();
    const answers: string[] = [];
    let done = false;

    const bookAndCancel = async (lane: number): Promise<void> => {
      for (let turn = 0; !done; turn += 1) {
        const slot = { desk_id: room.deskIds[lane % room.deskIds.length], ...freshSlot() };
        const made = await alice.post('/api/bookings/', slot);
        answers.push(`${made.status} ${made.reason ?? ''}`.trim());
        if (made.status === 201) {
          const { id } = booking.parse(made.body);
          acknowledged.add(id);
          if (turn % 3 !== 0) continue;
          // Without an answer it may have been done, or not.
          const { status } = await alice.remove(`/api/bookings/${id}/`);
          (status === 204 ? cancelled : inDoubt).add(id);
        } else {
          // Refusals come at once while booking is down: asking without a pause would run through all the hours there are.
          await delay(PAUSE_MS);
        }
      }
    };
    const moreAcknowledged = async (): Promise<void> => {
      const before = acknowledged.size;
      await eventually(() => acknowledged.size > before + 20, 30_000).catch((cause: unknown) => {
        throw new Error(`too little is booked; the last answers were ${answers.slice(-8).join(', ')}`, { cause });
      });
    };
    const kill = async (): Promise<void> => {
      await moreAcknowledged();
      const gone = await killAll('booking');
      await eventually(() => areBack('booking', gone), 60_000);
    };

    const people = Promise.all([0, 1, 2, 3].map(bookAndCancel));
    try {
      await kill();
      await kill();
      await moreAcknowledged();
    } finally {
      done = true;
      await people;
    }

    const known = ['201', '503 UNAVAILABLE', '504 TIMEOUT'];
    expect(answers.filter((answer) => !known.includes(answer))).toEqual([]);
    const statusOf = async (id: number): Promise<string> =>
      booking.parse((await alice.get(`/api/bookings/${id}/`)).body).status;
    for (const id of inDoubt) if ((await statusOf(id)) === 'cancelled') cancelled.add(id);
    const kept = [...acknowledged].filter((id) => !cancelled.has(id));
    expect(new Set(await Promise.all(kept.map(statusOf)))).toEqual(new Set(['upcoming']));
    for (const id of cancelled) expect([id, await statusOf(id)]).toEqual([id, 'cancelled']);
    await eventually(() => {
      const shown = screenOf(screen.frames);
      return kept.every((id) => shown.has(id)) && [...cancelled].every((id) => !shown.has(id));
    });
    const ids = screen.frames.filter(({ type }) => type === 'update_bookings').map(({ event_id }) => event_id);
    expect(ids.length).toBeGreaterThanOrEqual(acknowledged.size);
  }, 180_000);
});
