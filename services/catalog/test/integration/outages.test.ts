import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTcpProxy, eventually, forgedTokens, testCall, testServers, type TcpProxy } from '@flexspace/testkit';
import { createCatalogWorld, fresh, makePlace, type CatalogWorld } from './catalog-world.js';

const FORGED_WITHIN_MS = 30_000;

describe('catalog, when something is wrong', () => {
  let nats: TcpProxy;
  let world: CatalogWorld;
  beforeAll(async () => {
    nats = await createTcpProxy(testServers().natsUrl);
    world = await createCatalogWorld({ env: { FLEXSPACE_NATS_URL: nats.url } });
  });
  afterAll(async () => {
    await world.close();
    await nats.close();
  });

  it(
    'refuses every forged token',
    async () => {
      const forged: Readonly<Record<string, string>> = { ...(await forgedTokens()) };
      expect(Object.keys(forged).length).toBeGreaterThan(5);
      for (const token of Object.values(forged)) {
        await expect(world.client.getTree({}, testCall(token))).rejects.toMatchObject({ reason: 'UNAUTHENTICATED' });
      }
    },
    FORGED_WITHIN_MS,
  );

  it('goes on without NATS, and publishes when it is back', async () => {
    const { room } = await makePlace(world);
    await world.service.settle();
    nats.cut();
    await world.client.setMaintenance({ roomId: room.id, enabled: true }, world.as('superuser'));
    const unsent = async (): Promise<number> => {
      const { rows } = await world.database.knex.raw<{ rows: { count: number }[] }>(
        'SELECT count(*) AS count FROM catalog.outbox WHERE sent_at IS NULL',
      );
      return rows[0]?.count ?? 0;
    };
    expect(await unsent()).toBe(1);
    nats.restore();
    await eventually(async () => (await unsent()) === 0, { withinMs: 15_000 });
  });

  it('serialises a hundred writers without losing one', async () => {
    const { floor } = await makePlace(world);
    const by = world.as('superuser');
    await Promise.all(
      Array.from({ length: 100 }, () =>
        world.client.createRoom({ floorId: floor.id, name: fresh('Room'), description: '' }, by),
      ),
    );
    const { rooms } = await world.client.listRooms({ floorId: floor.id, locationId: 0 }, by);
    expect(rooms).toHaveLength(101);
    const names = rooms.map((room) => room.name);
    expect(names).toEqual(names.toSorted(new Intl.Collator('en', { numeric: true }).compare));
  });
});
