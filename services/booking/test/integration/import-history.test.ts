import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BookingStatus } from '@flexspace/contracts/flexspace/booking/v1/booking';
import { formatInstant, HOUR_US, plus, systemClock } from '@flexspace/kernel';
import { testCall } from '@flexspace/testkit';
import {
  book,
  hoursFrom,
  startWorld,
  tomorrow,
  type BookingClient,
  type BookingWorld,
} from '../support/booking-world.js';

const MAIN = resolve(import.meta.dirname, '../../dist/main.js');
let world: BookingWorld;
let client: BookingClient;
let folder: string;

beforeAll(async () => {
  world = await startWorld();
  client = (await world.boot()).client;
  folder = await mkdtemp(join(tmpdir(), 'booking-import-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await world.close();
});

const command = (...args: string[]) =>
  promisify(execFile)(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env['PATH'], ...world.env, FLEXSPACE_LOG_LEVEL: 'info' },
  });
const run = async (lines: readonly object[]) => {
  const file = join(folder, 'history.ndjson');
  await writeFile(file, lines.map((line) => JSON.stringify(line)).join('\n'));
  return command('import-history', file);
};
const line = (deskId: number, from: number, until: number) => ({
  desk_id: deskId,
  user_id: world.alice.userId,
  start_time: formatInstant(plus(systemClock.now(), from * HOUR_US)),
  end_time: formatInstant(plus(systemClock.now(), until * HOUR_US)),
});

describe('import-history', () => {
  it('writes past bookings with names, leaves out what collides, and announces nothing', async () => {
    const { stdout } = await run([
      ...Array.from({ length: 30 }, (_, index) => line(101, -24 * (index + 1), -24 * (index + 1) + 8)),
      line(101, -23, -22),
      line(102, -1, 1),
      line(777, -5, -4),
    ]);
    expect(stdout).toContain('"written":31,"skipped":2');
    const page = await client.listBookings(
      {
        deskId: 0,
        roomId: 0,
        locationId: 0,
        ownOnly: true,
        userId: '',
        status: BookingStatus.BOOKING_STATUS_UNSPECIFIED,
        pageSize: 0,
        pageToken: '',
      },
      testCall(world.alice),
    );
    expect(page.bookings).toHaveLength(31);
    expect(page.bookings[0]?.user?.fullName).toBe(world.alice.fullName);
    expect(world.events).toEqual([]);
    const { nextAt } = await client.getNextBoundary({}, testCall(world.machine));
    expect(nextAt).toBeDefined();
  });

  it('leaves out a desk that may be about to go', async () => {
    const until = (time: string) =>
      world.database.knex.raw(`UPDATE booking.desk_places SET withheld_until = ${time} WHERE desk_id = 103`);
    await book(client, world.alice, { deskId: 103, interval: hoursFrom(tomorrow(), 1, 2) });
    await until(`now() + interval '10 seconds'`);
    expect((await run([line(103, -400, -399)])).stdout).toContain('"written":0,"skipped":1');
    await until('NULL');
    expect((await run([line(103, -400, -399)])).stdout).toContain('"written":1,"skipped":0');
  });

  it('stops at a line that is no booking and names it', async () => {
    await expect(run([line(103, -2, -1), { desk_id: 1 }])).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringContaining('line 2 is not a booking'),
    });
  });
});

describe('rebuild-desks', () => {
  it('makes the copy of places equal to what catalog says, and cancels what was booked where nothing is any more', async () => {
    const table = () =>
      world.database.knex.withSchema('booking').from('desk_places').orderBy('desk_id').select<unknown[]>('*');
    const booking = await book(client, world.alice, { deskId: 104, interval: hoursFrom(tomorrow(), 1, 2) });
    await command('rebuild-desks');
    const before = await table();
    await world.database.knex.raw(`UPDATE booking.desk_places SET name = 'lost', version = 0 WHERE desk_id = 105`);
    await world.database.knex.raw('DELETE FROM booking.desk_places WHERE desk_id = 106');
    await command('rebuild-desks');
    expect(await table()).toEqual(before);

    world.catalog.places.delete(104);
    await command('rebuild-desks');
    const { status } = await client.getBooking({ bookingId: booking.id }, testCall(world.alice));
    expect(status).toBe(BookingStatus.BOOKING_STATUS_CANCELLED);
  });
});
