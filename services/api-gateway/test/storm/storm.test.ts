import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRealtimeService, realtimeConfig, type RealtimeGateway } from '@flexspace/realtime-gateway';
import { createPerson, eventually, oidcEnvironment, signIn, silentLogger, type SignedIn } from '@flexspace/testkit';
import { ask, type Answer, type Ask } from '../http-client.js';
import { idOf } from '../support/office.js';
import { startRealServices, type RealServices } from '../support/real-services.js';
import { createBookingProcess, type BookingProcess } from './booking-process.js';
import type { Shown } from './known.js';
import { createManager } from './manager.js';
import { openScreen, type Screen } from './screen.js';
import { createVisitor, DEEDS, type Visitor } from './visitor.js';

const PEOPLE = 16;
/** Each person at this many clients, which share no desk: 64 in all. */
const CLIENTS_EACH = 4;
const DESKS_PER_ROOM = 10;
const STORM_MS = 20_000;
/** A machine may be slow; a storm in which something was not done proves nothing about it. */
const LEAST_OF_EACH = 10;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

let world: RealServices;
let booking: BookingProcess;
let realtime: RealtimeGateway | undefined;
let superuser: SignedIn;
let people: readonly SignedIn[];
let screens: Screen[] = [];
let rooms: number[];
let desks: number[];

const as = (who: SignedIn, path: string, options: Ask = {}): Promise<Answer> =>
  ask(`${world.gateway.origin}/api${path}`, { token: who.token, ...options });
const make = async (path: string, json: object): Promise<number> =>
  idOf(await as(superuser, path, { method: 'POST', json }));

beforeAll(async () => {
  world = await startRealServices({
    createBooking(env) {
      booking = createBookingProcess(env);
      return booking;
    },
  });
  superuser = await signIn('superuser');
  people = await Promise.all(
    Array.from({ length: PEOPLE }, (_, index) => createPerson({ firstName: 'Storm', lastName: `Petrel${index}` })),
  );
  const isUp = async (): Promise<boolean> => (await as(superuser, '/bookings/?user_only=true')).status === 200;
  await eventually(isUp, { withinMs: 60_000 });
  const country = await make('/countries/', { name: 'Germany', country_code: 'DE', lat: 51, lng: 10 });
  const location = await make('/locations/', {
    name: 'Berlin',
    country_id: country,
    lat: 52.5,
    lng: 13.4,
    timezone: 'Europe/Berlin',
  });
  const floor = await make('/floors/', { location, name: 'Ground', level: 0 });
  const group = await make('/usergroups/', { location, name: 'Everybody' });
  const userIds = people.map((person) => person.userId);
  await as(superuser, `/usergroups/${group}/add_members/`, { method: 'POST', json: { user_ids: userIds } });
  rooms = [];
  desks = [];
  for (const name of ['North', 'South']) {
    const room = await make('/rooms/', { floor_id: floor, name });
    await as(superuser, `/admin/rooms/${room}/set_allowed_groups/`, { method: 'POST', json: { group_ids: [group] } });
    const grid = await as(superuser, `/admin/rooms/${room}/desks/`, {
      method: 'PUT',
      json: {
        desks: Array.from({ length: DESKS_PER_ROOM }, (_, index) => ({
          name: `${name} ${index}`,
          pos_x: index * 9,
          pos_y: 20,
          orientation: 'left',
        })),
      },
    });
    rooms.push(room);
    desks.push(...(grid.body['desks'] as { id: number }[]).map((desk) => desk.id));
  }
  realtime = createRealtimeService(
    realtimeConfig({
      ...world.env,
      ...(await oidcEnvironment('realtime')),
      FLEXSPACE_PUBLIC_URL: 'http://localhost:8080',
    }),
    { logger: silentLogger() },
  );
  await realtime.start();
  const topics = rooms.map((room) => `room_${room}`);
  const url = `${realtime.url().replace('http', 'ws')}/ws`;
  screens = await Promise.all(people.slice(0, 3).map(({ token }) => openScreen({ url, token, topics })));
}, 180_000);

afterAll(async () => {
  for (const screen of screens) screen.close();
  await realtime?.stop();
  await world.stop();
});

interface Row {
  readonly id: number;
  readonly desk_id: number;
  readonly user_id: string;
  /** Microseconds since 1970. */
  readonly start_at: number;
  readonly end_at: number;
  readonly cancelled_at: number | null;
  readonly version: number;
}
const shown = (row: Row): Shown => ({
  desk: row.desk_id,
  start: Math.floor(row.start_at / 1_000),
  end: Math.floor(row.end_at / 1_000),
  version: row.version,
  user: row.user_id,
});
const readRows = async (): Promise<readonly Row[]> =>
  world.databases.booking.knex.withSchema('booking').from('bookings').select<Row[]>('*');
const sorted = (entries: Iterable<readonly [number, unknown]>): (readonly [number, unknown])[] =>
  [...entries].toSorted(([a], [b]) => a - b);

describe('a storm over REST', () => {
  it('with booking killed twice ends with no overlap, all that was acknowledged, and screens that show what is stored', async () => {
    const until = Date.now() + STORM_MS;
    const day = Math.ceil((Date.now() + DAY_MS) / HOUR_MS) * HOUR_MS;
    const managed = [desks[0] ?? 0, desks[1] ?? 0];
    const visitors = people.flatMap((person) =>
      Array.from({ length: CLIENTS_EACH }, (_, part): Visitor =>
        createVisitor({
          userId: person.userId,
          ask: (path, options) => as(person, path, options),
          desks: desks.filter((_desk, index) => index % CLIENTS_EACH === part),
          shared: new Set(managed),
          day,
        }),
      ),
    );
    const manager = createManager({
      ask: (path, options) => as(superuser, path, options),
      desks: managed,
      room: rooms[1] ?? 0,
      favourite: people[0]?.userId ?? '',
    });
    const running = [...visitors.map((visitor) => visitor.run(until)), manager.run(until)];
    for (const share of [0.35, 0.7]) {
      await eventually(() => Date.now() > until - STORM_MS * (1 - share), { withinMs: STORM_MS });
      const away = screens[1]?.blink(1_000);
      await booking.kill();
      await booking.start();
      await away;
    }
    await Promise.all(running);
    expect([...visitors.flatMap(({ surprises }) => surprises), ...manager.surprises]).toEqual([]);
    // Everything was really done, and not only tried.
    for (const deed of DEEDS) {
      const total = visitors.reduce((sum, { done }) => sum + done[deed], 0);
      expect({ deed, enough: total >= LEAST_OF_EACH }).toEqual({ deed, enough: true });
    }
    expect(Math.min(...Object.values(manager.done))).toBeGreaterThan(0);

    const rows = await readRows();
    const live = rows.filter((row) => row.cancelled_at === null);
    for (const ofDesk of Map.groupBy(live, (row) => row.desk_id).values()) {
      const inOrder = ofDesk.toSorted((a, b) => a.start_at - b.start_at);
      inOrder.slice(1).forEach((row, index) => {
        expect(row.start_at).toBeGreaterThanOrEqual(inOrder[index]?.end_at ?? 0);
      });
    }

    const acknowledged = new Map(visitors.flatMap(({ known }) => [...known]));
    const cancelled = new Set(rows.filter((row) => row.cancelled_at !== null).map((row) => row.id));
    const stored = new Map(live.map((row) => [row.id, shown(row)]));
    // On desks that were given away the manager cancelled some; that is the only way to lose one.
    const kept = [...acknowledged].filter(([id, { desk }]) => !(managed.includes(desk) && cancelled.has(id)));
    expect(sorted(stored)).toEqual(sorted(kept));
    for (const id of visitors.flatMap(({ removed }) => [...removed])) {
      // Absent, or cancelled; but never alive.
      expect(stored.has(id)).toBe(false);
      expect(cancelled.has(id)).toBe(true);
    }

    const now = Date.now();
    const present = live.filter((row) => shown(row).start <= now && shown(row).end > now);
    const occupants = new Map(present.map((row) => [row.desk_id, row.user_id]));
    for (const screen of screens) {
      await eventually(() => {
        expect(sorted(screen.bookings)).toEqual(sorted(stored));
        for (const [desk, user] of screen.occupants) expect([desk, user]).toEqual([desk, occupants.get(desk) ?? null]);
        for (const desk of occupants.keys()) expect(screen.occupants.has(desk)).toBe(true);
      });
    }
    expect(screens[1]?.recoveries).toEqual([true, true, true, true]);
  });
});
