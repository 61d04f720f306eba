import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@flexspace/testkit';
import { startProduct, type Product } from './product.js';
import { createWorld, type World } from './world.js';

/** Desks, and those of them that are free. */
type Counts = readonly [desks: number, free: number];
interface Counted {
  readonly id: number;
  readonly desk_count: number;
  readonly available_desk_count: number;
  readonly locations?: readonly Counted[];
  readonly floors?: readonly Counted[];
  readonly rooms?: readonly Counted[];
}
/** A location with one room, of which nobody else changes anything: every page that shows it has the same counts to show. */
interface Site {
  readonly country: number;
  readonly location: number;
  readonly floor: number;
  readonly room: number;
}

let product: Product;
/** The same world, asked at the one replica and at the other. */
let worlds: readonly [World, World];

const as = (replica: number, path: string, options: Parameters<World['as']>[2] = {}): ReturnType<World['as']> =>
  worlds[replica === 0 ? 0 : 1].as('superuser', `/api${path}`, options);
const done = async (answer: ReturnType<World['as']>): Promise<Record<string, unknown>> => {
  const { status, text, body } = await answer;
  if (status >= 300) throw new Error(`${status} ${text}`);
  return body;
};
const post = (replica: number, path: string, json: object = {}): Promise<Record<string, unknown>> =>
  done(as(replica, path, { method: 'POST', json }));

let made = 0;
const newSite = async (): Promise<Site> => {
  const country = Number(
    (await post(0, '/countries', { name: `Land ${(made += 1)}`, country_code: 'DE', lat: 1, lng: 1 }))['id'],
  );
  const at = { name: 'Site', country_id: country, lat: 1, lng: 1, timezone: 'Europe/Berlin' };
  const location = Number((await post(0, '/locations', at))['id']);
  const floor = Number((await post(0, '/floors', { location, name: 'Ground', level: 0 }))['id']);
  return { country, location, floor, room: Number((await post(0, '/rooms', { floor_id: floor, name: 'Hall' }))['id']) };
};
const newDesk = async (replica: number, { room }: Site, name: string): Promise<number> =>
  Number((await post(replica, '/desks', { room, name, pos_x: 1, pos_y: 1, orientation: 'top' }))['id']);
const remove = (replica: number, desk: number): Promise<unknown> =>
  done(as(replica, `/desks/${desk}?force=true`, { method: 'DELETE' }));
const assign = (replica: number, desk: number): Promise<unknown> =>
  post(replica, `/desks/${desk}/assign-permanent`, { user_id: worlds[0].target.bystander });
const putGrid = async (replica: number, { room }: Site, desks: readonly object[]): Promise<Record<string, unknown>> =>
  done(as(replica, `/admin/rooms/${room}/desks?force=true`, { method: 'PUT', json: { desks } }));
const seat = (name: string, id?: number): object => ({
  ...(id !== undefined && { id }),
  name,
  pos_x: 1,
  pos_y: 1,
  orientation: 'top',
});

/** Books a desk from the next second on, and comes back when it has begun. */
const occupy = async (replica: number, { room }: Site, desk: number): Promise<void> => {
  const [start_time, end_time] = [1_000, 3_600_000].map((ms) => new Date(Date.now() + ms).toISOString());
  await post(replica, '/bookings', { desk_id: desk, start_time, end_time });
  await eventually(async () => {
    const { desks } = await done(as(replica, `/rooms/${room}/desks`));
    return (desks as { id: number; is_booked: boolean }[]).some(({ id, is_booked }) => id === desk && is_booked);
  });
};

const one = async (replica: number, path: string): Promise<Counted> =>
  (await done(as(replica, path))) as unknown as Counted;
const listed = async (replica: number, path: string, id: number): Promise<Counted> =>
  ((await as(replica, path)).list as unknown as readonly Counted[]).find((each) => each.id === id)!;

/** Every page that shows how many desks of a site there are and are free. */
const PAGES: Readonly<Record<string, (replica: number, site: Site) => Promise<readonly Counted[]>>> = {
  async tree(replica, { country }) {
    const inTree = await listed(replica, '/locations/tree', country);
    const [location] = inTree.locations ?? [];
    const [floor] = location?.floors ?? [];
    return [inTree, location!, floor!, floor!.rooms![0]!];
  },
  room: async (replica, { room }) => [await one(replica, `/rooms/${room}`)],
  'desks of the room': async (replica, { room }) => [await one(replica, `/rooms/${room}/desks`)],
  rooms: async (replica, { room }) => [await listed(replica, '/rooms', room)],
  'rooms of the location': async (replica, { room, location }) => [
    await listed(replica, `/rooms?location=${location}`, room),
  ],
  location: async (replica, { location }) => [await one(replica, `/locations/${location}`)],
  locations: async (replica, { location }) => [await listed(replica, '/locations', location)],
  'managed room': async (replica, { room }) => [await one(replica, `/admin/rooms/${room}`)],
  'managed rooms': async (replica, { room }) => [await listed(replica, '/admin/rooms', room)],
  'managed location': async (replica, { location }) => [await one(replica, `/admin/locations/${location}`)],
  'managed locations': async (replica, { location }) => [await listed(replica, '/admin/locations', location)],
};

const countsOf = ({ desk_count, available_desk_count }: Counted): Counts => [desk_count, available_desk_count];

/** What every page says at every replica, one after the other; the pages that say something else. */
const expectEverywhere = async (site: Site, counts: Counts): Promise<void> => {
  const others: unknown[] = [];
  for (const replica of [0, 1]) {
    for (const [page, read] of Object.entries(PAGES)) {
      for (const seen of (await read(replica, site)).map(countsOf)) {
        if (String(seen) !== String(counts)) others.push({ page, replica, seen });
      }
    }
  }
  expect({ counts, others }).toEqual({ counts, others: [] });
};

beforeAll(async () => {
  product = await startProduct(2);
  const [first, other] = product.replicas;
  const world = await createWorld(first?.origin ?? '');
  worlds = [world, world.at(other?.origin ?? '')];
}, 120_000);

afterAll(async () => {
  await product.stop();
});

describe('desks and free desks', () => {
  it('are right at every replica while booking has heard of nothing that catalog changed', async () => {
    const site = await newSite();
    const names = ['A', 'B', 'C', 'D'];
    const desks: number[] = [];
    for (const name of names) desks.push(await newDesk(0, site, name));
    const [own, taken, ...free] = desks as [number, number, ...number[]];
    await assign(0, own);
    await occupy(1, site, taken);
    await expectEverywhere(site, [4, 2]);

    // Booking takes no event from the stream until this ends.
    const deaf = await product.databases.booking.knex.transaction();
    await deaf.raw('LOCK TABLE booking.inbox IN EXCLUSIVE MODE');
    try {
      await remove(1, own);
      await expectEverywhere(site, [3, 2]);
      await remove(0, taken);
      await expectEverywhere(site, [2, 2]);
      const grid = await putGrid(1, site, [seat('C', free[0]), seat('E'), seat('F'), seat('G')]);
      await expectEverywhere(site, [4, 4]);
      const [, fresh, another] = (grid['desks'] as { id: number }[]).map(({ id }) => id);
      await occupy(0, site, fresh ?? 0);
      await expectEverywhere(site, [4, 3]);
      await assign(1, another ?? 0);
      await expectEverywhere(site, [4, 2]);
      await remove(1, fresh ?? 0);
      await expectEverywhere(site, [3, 2]);
      await post(0, `/admin/rooms/${site.room}/set-maintenance`);
      await expectEverywhere(site, [3, 0]);
      await post(1, `/admin/rooms/${site.room}/clear-maintenance`);
      await expectEverywhere(site, [3, 2]);
      await putGrid(0, site, [seat('H')]);
      await expectEverywhere(site, [1, 1]);
      await putGrid(1, site, []);
      await expectEverywhere(site, [0, 0]);
      await newDesk(0, site, 'I');
      await expectEverywhere(site, [1, 1]);
    } finally {
      await deaf.rollback();
    }
    await expectEverywhere(site, [1, 1]);
  });

  it('lose what a room had with the room', async () => {
    const site = await newSite();
    await newDesk(0, site, 'A');
    const other = Number((await post(0, '/rooms', { floor_id: site.floor, name: 'Annex' }))['id']);
    const own = await newDesk(0, { ...site, room: other }, 'A');
    await assign(0, own);
    const inLocation = async (replica: number): Promise<Counts> =>
      countsOf(await one(replica, `/locations/${site.location}`));
    expect(await inLocation(1)).toEqual([2, 1]);
    await done(as(0, `/rooms/${other}?force=true`, { method: 'DELETE' }));
    expect([await inLocation(0), await inLocation(1)]).toEqual(Array(2).fill([1, 1]));
    await expectEverywhere(site, [1, 1]);
  });

  it('are what they were between two changes, at every moment of a race', async () => {
    const KEPT = 2;
    const TURNS = 8;
    let running = 2;
    const wrong: unknown[] = [];
    let reads = 0;

    const race = async (writer: number): Promise<void> => {
      const site = await newSite();
      for (let index = 0; index < KEPT; index += 1) await newDesk(writer, site, `Kept ${index}`);
      /** What is true after each change, in order. An answer must be one that was true while its request ran. */
      const history: Counts[] = [[KEPT, KEPT]];
      const next: Counts[] = [];
      const change = async <Result>(after: Counts, write: () => Promise<Result>): Promise<Result> => {
        next[0] = after;
        const result = await write();
        history.push(after);
        next.pop();
        return result;
      };
      const reader = async (replica: number, pages: readonly string[]): Promise<void> => {
        while (running > 0) {
          for (const page of pages) {
            const from = history.length - 1;
            const seen = (await PAGES[page]!(replica, site)).map(countsOf).map(String);
            const possible = new Set([...history.slice(from), ...next].map(String));
            reads += 1;
            if (!seen.every((counts) => possible.has(counts)))
              wrong.push({ page, replica, seen, possible: [...possible] });
          }
        }
      };
      const writes = async (): Promise<void> => {
        for (let turn = 0; turn < TURNS; turn += 1) {
          const desk = await change([KEPT + 1, KEPT + 1], () => newDesk((writer + turn) % 2, site, `Extra ${turn}`));
          await change([KEPT + 1, KEPT], () => assign(turn % 2, desk));
          if (turn % 3 === 0) {
            await change([KEPT, KEPT], async () => {
              const { desks } = await done(as(writer, `/rooms/${site.room}/desks`));
              const kept = (desks as { id: number; name: string }[]).filter(({ id }) => id !== desk);
              await putGrid(
                turn % 2,
                site,
                kept.map(({ id, name }) => seat(name, id)),
              );
            });
          } else await change([KEPT, KEPT], () => remove(writer, desk));
        }
        running -= 1;
      };
      const pages = Object.keys(PAGES);
      const half = Math.ceil(pages.length / 2);
      await Promise.all([
        writes(),
        reader(0, pages.slice(0, half)),
        reader(1, pages.slice(half)),
        reader(1, ['tree', 'desks of the room']),
      ]);
      await expectEverywhere(site, [KEPT, KEPT]);
    };

    await Promise.all([race(0), race(1)]);
    expect(wrong).toEqual([]);
    expect(reads).toBeGreaterThan(0);
  }, 120_000);
});
