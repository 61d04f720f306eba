import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTcpProxy, eventually, testCall, testServers, type TcpProxy } from '@flexspace/testkit';
import { startBookingProcess, type BookingProcess } from '../support/booking-process.js';
import {
  book,
  hoursFrom,
  startWorld,
  tomorrow,
  type BookingClient,
  type BookingWorld,
} from '../support/booking-world.js';

let world: BookingWorld;
let nats: TcpProxy;

beforeAll(async () => {
  world = await startWorld();
  nats = await createTcpProxy(testServers().natsUrl);
});
afterAll(async () => {
  await world.close();
  await nats.close();
});

const start = (more: Record<string, string> = {}): Promise<BookingProcess> =>
  startBookingProcess({ ...world.env, ...more }, (client) =>
    client.getDeskLock({ deskId: 101 }, testCall(world.alice)),
  );
/** How often each booking was said to exist. */
const announced = (): Map<number, number> => {
  const counts = new Map<number, number>();
  for (const { fact } of world.events) {
    if (fact?.$case !== 'bookingsChanged') continue;
    for (const { id } of fact.value.upserted) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
};
const rows = async (): Promise<number[]> =>
  (await world.database.knex.withSchema('booking').from('bookings').select<{ id: number }[]>('id')).map(
    (row) => row.id,
  );

describe('kill -9', () => {
  it('between commit and publish loses no event, and announces none twice', async () => {
    const first = await start({ FLEXSPACE_NATS_URL: nats.url });
    nats.cut();
    const made: number[] = [];
    for (let hour = 0; hour < 5; hour += 1) {
      const booking = await book(first.client, world.alice, {
        deskId: 101,
        interval: hoursFrom(tomorrow(), hour, hour + 1),
      });
      made.push(booking.id);
    }
    await first.kill();
    expect(announced().size).toBe(0);
    const next = await start();
    await eventually(() => made.every((id) => announced().get(id) === 1), { withinMs: 20_000 });
    await next.kill();
    nats.restore();
  });

  it('at any moment of a storm keeps what was acknowledged and announces exactly what is there', async () => {
    const acknowledged: number[] = [];
    const hours = { next: 100 };
    for (let round = 0; round < 3; round += 1) {
      const running = await start();
      const state = { over: false };
      const worker = async (client: BookingClient): Promise<void> => {
        while (!state.over) {
          hours.next += 1;
          const interval = hoursFrom(tomorrow(), hours.next, hours.next + 1);
          try {
            acknowledged.push((await book(client, world.alice, { deskId: 102, interval })).id);
          } catch {
            // Cut off: whether it was written is what the end of the test looks at.
            state.over = true;
          }
        }
      };
      const before = acknowledged.length;
      const workers = Promise.all(Array.from({ length: 8 }, () => worker(running.client)));
      await eventually(() => acknowledged.length > before + 20 + round * 17);
      await running.kill();
      state.over = true;
      await workers;
    }
    const last = await start();
    const present = await rows();
    expect(acknowledged.filter((id) => !present.includes(id))).toEqual([]);
    await eventually(
      () => {
        const counts = announced();
        expect(present.filter((id) => counts.get(id) !== 1)).toEqual([]);
      },
      { withinMs: 20_000 },
    );
    expect(new Set(announced().keys())).toEqual(new Set(present));
    expect(await last.terminate()).toBe(0);
  }, 120_000);
});
