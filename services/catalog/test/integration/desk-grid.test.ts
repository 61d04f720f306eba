import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Orientation } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import { createCatalogWorld, gridOf, makePlace, type CatalogWorld } from './catalog-world.js';

describe('the desk grid of a room', () => {
  let world: CatalogWorld;
  beforeAll(async () => {
    world = await createCatalogWorld();
  });
  afterAll(() => world.close());

  const replace = (
    roomId: number,
    desks: ReturnType<typeof gridOf>,
    more: { force?: boolean; ifVersion?: number } = {},
  ) => world.client.replaceDesks({ roomId, desks, force: false, ifVersion: 0, ...more }, world.as('superuser'));

  it('keeps ids, swaps names, and removes what is absent', async () => {
    const { room, location } = await makePlace(world);
    const { desks } = await replace(room.id, gridOf(3));
    expect(desks.map((desk) => desk.name)).toEqual(['D1', 'D2', 'D3']);
    const [one, two, three] = desks.map((desk) => desk.id);
    const rows = [
      { ...gridOf(1)[0]!, id: one!, name: 'D2' },
      { ...gridOf(1)[0]!, id: two!, name: 'D1', posX: 33.25 },
      { ...gridOf(1)[0]!, id: 0, name: 'D10' },
    ];
    const after = await replace(room.id, rows);
    expect(after.desks.map((desk) => [desk.id, desk.name])).toEqual([
      [two, 'D1'],
      [one, 'D2'],
      [expect.any(Number), 'D10'],
    ]);
    expect(after.room).toMatchObject({ deskCount: 3 });
    const events = (await world.events()).filter(
      ({ subject }) => subject === `catalog.v1.desk.replaced.${String(location.id)}`,
    );
    const last = events.at(-1)?.event.fact;
    expect(last).toMatchObject({
      $case: 'desksChanged',
      value: { roomId: room.id, removedDeskIds: [three], places: { length: 3 }, desks: { length: 3 } },
    });
  });

  it('writes nothing and announces nothing when nothing differs', async () => {
    const { room } = await makePlace(world);
    const { desks, room: seen } = await replace(room.id, gridOf(4));
    const before = (await world.events()).length;
    const again = await replace(
      room.id,
      desks.map((desk) => ({ ...desk })),
    );
    expect(again.room?.version).toBe(seen?.version);
    expect(await world.events()).toHaveLength(before);
  });

  it('names the rows that are wrong', async () => {
    const { room } = await makePlace(world);
    const other = await makePlace(world);
    const { desks: foreign } = await replace(other.room.id, gridOf(1));
    const [good] = gridOf(1);
    const rows = [
      good!,
      { ...good!, name: 'D1 ' },
      { ...good!, name: 'x', posX: 100.5 },
      { ...good!, name: 'y\u202E', orientation: Orientation.ORIENTATION_UNSPECIFIED },
    ];
    await expect(replace(room.id, rows)).rejects.toMatchObject({
      details: {
        violations: [
          { path: 'desks[1].name' },
          { path: 'desks[2].pos_x' },
          { path: 'desks[3].orientation' },
          { path: 'desks[3].name' },
        ],
      },
    });
    await expect(replace(room.id, [{ ...good!, id: foreign[0]!.id }])).rejects.toMatchObject({
      details: { violations: [{ path: 'desks[0].id' }] },
    });
    await expect(replace(room.id, gridOf(2_001))).rejects.toMatchObject({
      details: { violations: [{ path: 'desks' }] },
    });
    const { desks } = await world.client.listDesks({ roomId: room.id }, world.as('superuser'));
    expect(desks).toEqual([]);
  });

  it('asks before it takes bookings away', async () => {
    const { room } = await makePlace(world);
    const { desks } = await replace(room.id, gridOf(2));
    world.neighbours.upcomingBookings = 5;
    try {
      await expect(replace(room.id, desks.slice(0, 1))).rejects.toMatchObject({
        reason: 'IN_USE',
        details: { affectedCount: 5 },
      });
      expect(world.neighbours.asked.at(-1)).toEqual([desks[1]?.id]);
      const forced = await replace(room.id, desks.slice(0, 1), { force: true });
      expect(forced.desks).toHaveLength(1);
    } finally {
      world.neighbours.upcomingBookings = 0;
    }
  });

  it('lets one of several editors win, at whichever replica', async () => {
    const { room } = await makePlace(world);
    const { desks, room: seen } = await replace(room.id, gridOf(2));
    const version = seen?.version ?? 0;
    const replicas = [world.client, await world.replica()];
    const outcomes = await Promise.allSettled(
      [10, 20, 30].map((posX, index) =>
        replicas[index % 2]!.replaceDesks(
          { roomId: room.id, desks: [{ ...desks[0]!, posX }, desks[1]!], force: false, ifVersion: version },
          world.as('superuser'),
        ),
      ),
    );
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused.map((outcome) => outcome.reason as unknown)).toMatchObject([
      { reason: 'STALE' },
      { reason: 'STALE' },
    ]);
  });

  it('replaces 2,000 desks at once and keeps their ids', async () => {
    const { room } = await makePlace(world);
    const { desks } = await replace(room.id, gridOf(2_000));
    const rows = desks.map((desk) => ({ ...desk, posX: (desk.posX + 7) % 100 }));
    const moved = await replace(room.id, rows);
    expect(moved.desks.map(({ id, posX }) => ({ id, posX }))).toEqual(rows.map(({ id, posX }) => ({ id, posX })));
  });

  it('makes, changes and deletes one desk', async () => {
    const { room } = await makePlace(world);
    const by = world.as('superuser');
    const fields = { roomId: room.id, name: 'Window', posX: 1, posY: 2, orientation: Orientation.ORIENTATION_LEFT };
    const desk = await world.client.createDesk(fields, by);
    await expect(world.client.createDesk(fields, by)).rejects.toMatchObject({ reason: 'ALREADY_EXISTS' });
    const moved = await world.client.updateDesk({ deskId: desk.id, posX: 50, ifVersion: desk.version }, by);
    expect(moved).toMatchObject({ posX: 50, posY: 2, orientation: Orientation.ORIENTATION_LEFT, version: 2 });
    expect((await world.client.getRoom({ roomId: room.id }, by)).deskCount).toBe(1);
    world.neighbours.upcomingBookings = 1;
    try {
      const gently = { deskId: desk.id, force: false, ifVersion: 0 };
      await expect(world.client.deleteDesk(gently, by)).rejects.toMatchObject({ details: { affectedCount: 1 } });
      await world.client.deleteDesk({ ...gently, force: true }, by);
      await expect(world.client.deleteDesk(gently, by)).rejects.toMatchObject({ reason: 'NOT_FOUND' });
    } finally {
      world.neighbours.upcomingBookings = 0;
    }
    expect((await world.client.getRoom({ roomId: room.id }, by)).deskCount).toBe(0);
  });
});
