import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Orientation } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import { eventually, signInService, testCall, type SignedIn } from '@flexspace/testkit';
import { createCatalogWorld, fresh, gridOf, makePlace, type CatalogWorld } from './catalog-world.js';

let world: CatalogWorld;
let ticks = 0;
beforeAll(async () => {
  world = await createCatalogWorld({ ticks: () => ticks });
});
afterEach(() => {
  world.neighbours.upcomingBookings = 0;
  world.neighbours.meanwhile = undefined;
});
afterAll(() => world.close());

const makeDesks = async (count: number) => {
  const place = await makePlace(world);
  const grid = { roomId: place.room.id, desks: gridOf(count), force: false, ifVersion: 0 };
  const { desks, room } = await world.client.replaceDesks(grid, world.as('superuser'));
  if (room === undefined) throw new Error('a grid has a room');
  return { ...place, room, desks, ids: desks.map((desk) => desk.id) };
};
type Place = Awaited<ReturnType<typeof makeDesks>>;

interface Terms {
  readonly force?: boolean;
  readonly ifVersion?: number;
}
/** Every way in which desks go. */
const REMOVALS: Readonly<Record<string, (place: Place, terms?: Terms) => Promise<unknown>>> = {
  desk: ({ ids }, terms) =>
    world.client.deleteDesk({ deskId: ids[0] ?? 0, force: false, ifVersion: 0, ...terms }, world.as('superuser')),
  room: ({ room }, terms) =>
    world.client.deleteRoom({ roomId: room.id, force: false, ifVersion: 0, ...terms }, world.as('superuser')),
  floor: ({ floor }, terms) =>
    world.client.deleteFloor({ floorId: floor.id, force: false, ifVersion: 0, ...terms }, world.as('superuser')),
  location: ({ location }, terms) =>
    world.client.deleteLocation(
      { locationId: location.id, force: false, ifVersion: 0, ...terms },
      world.as('superuser'),
    ),
  grid: ({ room }, terms) =>
    world.client.replaceDesks(
      { roomId: room.id, desks: [], force: false, ifVersion: 0, ...terms },
      world.as('superuser'),
    ),
};
const deskCount = async ({ room }: Place): Promise<number> =>
  (await world.client.getRoom({ roomId: room.id }, world.as('superuser'))).deskCount;
const askedSince = (before: number) => world.neighbours.asked.slice(before);

describe.each(Object.entries(REMOVALS))('removing desks by %s', (what, remove) => {
  const going = ({ ids }: Place) => (what === 'desk' ? ids.slice(0, 1) : ids);

  it('says how many bookings would go, and keeps everything', async () => {
    const place = await makeDesks(3);
    const [events, before] = [(await world.events()).length, world.neighbours.asked.length];
    world.neighbours.upcomingBookings = 7;
    await expect(remove(place)).rejects.toMatchObject({ reason: 'IN_USE', details: { affectedCount: 7 } });
    expect(askedSince(before)).toEqual([going(place)]);
    expect(await deskCount(place)).toBe(3);
    expect(await world.events()).toHaveLength(events);
  });

  it('has every desk withheld that goes, and asks nobody when it is forced', async () => {
    const [gently, forced] = [await makeDesks(3), await makeDesks(3)];
    const before = world.neighbours.asked.length;
    await remove(gently);
    expect(askedSince(before)).toEqual([going(gently)]);
    world.neighbours.upcomingBookings = 7;
    await remove(forced, { force: true });
    expect(askedSince(before)).toHaveLength(1);
  });

  it('withholds nothing when it will not be done anyway', async () => {
    const place = await makeDesks(2);
    const before = world.neighbours.asked.length;
    await expect(remove(place, { ifVersion: 99 })).rejects.toMatchObject({ reason: 'STALE' });
    const absent = { ...place, ids: [999_999], room: { ...place.room, id: 999_999 } };
    const nowhere = {
      ...absent,
      floor: { ...place.floor, id: 999_999 },
      location: { ...place.location, id: 999_999 },
    };
    await expect(remove(nowhere)).rejects.toMatchObject({ reason: 'NOT_FOUND' });
    expect(askedSince(before)).toEqual([]);
  });

  it('is refused while booking cannot be asked', async () => {
    const place = await makeDesks(1);
    world.neighbours.meanwhile = () => Promise.reject(new Error('no answer'));
    await expect(remove(place)).rejects.toMatchObject({ reason: 'UNAVAILABLE' });
    expect(await deskCount(place)).toBe(1);
  });

  it('is refused when it comes too late for the hold', async () => {
    const place = await makeDesks(1);
    world.neighbours.meanwhile = () => {
      ticks += 5_001;
      return Promise.resolve();
    };
    await expect(remove(place)).rejects.toMatchObject({ reason: 'UNAVAILABLE' });
    expect(await deskCount(place)).toBe(1);
  });
});

describe('a desk that comes while booking is asked', () => {
  const { desk: _alone, ...whole } = REMOVALS;
  const addDesk = async ({ room }: Place): Promise<number> =>
    (
      await world.client.createDesk(
        { roomId: room.id, name: fresh('Late'), posX: 1, posY: 1, orientation: Orientation.ORIENTATION_TOP },
        world.as('superuser'),
      )
    ).id;

  it.each(Object.entries(whole))('is asked about as well, by %s', async (_what, remove) => {
    const place = await makeDesks(2);
    const before = world.neighbours.asked.length;
    let late = 0;
    world.neighbours.meanwhile = async () => {
      world.neighbours.meanwhile = undefined;
      late = await addDesk(place);
    };
    await remove(place);
    expect(askedSince(before)).toEqual([place.ids, [...place.ids, late]]);
  });

  it.each(Object.entries(whole))('again and again ends the attempt, by %s', async (_what, remove) => {
    const place = await makeDesks(1);
    const before = world.neighbours.asked.length;
    world.neighbours.meanwhile = () => addDesk(place);
    await expect(remove(place)).rejects.toMatchObject({ reason: 'STALE' });
    expect(askedSince(before)).toHaveLength(3);
    expect(await deskCount(place)).toBe(4);
  });
});

describe('the place of a desk', () => {
  let machine: SignedIn;
  beforeAll(async () => {
    machine = await signInService('booking');
  });
  const place = (deskId: number, settled: boolean) => world.client.getDeskPlace({ deskId, settled }, testCall(machine));
  const waiting = async (): Promise<boolean> => {
    const { rows } = await world.database.knex.raw<{ rows: { count: number }[] }>(
      `SELECT count(*) AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return rows[0]?.count === 1;
  };

  it('is told after the removal that is being written, to who asks for that', async () => {
    const { ids } = await makeDesks(1);
    const [deskId = 0] = ids;
    const { answer } = await world.database.transaction(async (trx) => {
      await trx.raw('UPDATE catalog.revision SET value = value + 1');
      await trx.raw('DELETE FROM catalog.desks WHERE id = ?', [deskId]);
      expect(await place(deskId, false)).toMatchObject({ deskId });
      const settled = place(deskId, true);
      await eventually(waiting);
      return { answer: settled };
    });
    await expect(answer).rejects.toMatchObject({ reason: 'NOT_FOUND' });
  });
});
