import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accessMigrations, createAccessService, readAccessConfig, type AccessService } from '@flexspace/access';
import { AccessServiceClient } from '@flexspace/contracts/flexspace/access/v1/access';
import { createGrpcClient, type PromiseClient } from '@flexspace/service-kit';
import { createTestDatabase, oidcEnvironment, silentLogger, testServers, type TestDatabase } from '@flexspace/testkit';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { createCatalogWorld, fresh, gridOf, makePlace, type CatalogWorld } from './catalog-world.js';

/** Each service must know the other's address before it starts. */
const freePort = (): Promise<string> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(String(port));
      });
    });
  });

describe('catalog with the real access service', () => {
  let world: CatalogWorld;
  let accessDatabase: TestDatabase;
  let accessService: AccessService;
  let access: PromiseClient<AccessServiceClient>;

  beforeAll(async () => {
    const [catalogPort, accessPort] = [await freePort(), await freePort()];
    world = await createCatalogWorld({
      playAccess: false,
      env: { FLEXSPACE_GRPC_PORT: catalogPort, FLEXSPACE_ACCESS_ADDRESS: `127.0.0.1:${accessPort}` },
    });
    accessDatabase = await createTestDatabase({ schema: 'access', migrations: accessMigrations });
    const config = readAccessConfig({
      ...(await oidcEnvironment('access')),
      FLEXSPACE_DATABASE_URL: accessDatabase.url,
      FLEXSPACE_NATS_URL: testServers().natsUrl,
      FLEXSPACE_NATS_PREFIX: world.prefix,
      FLEXSPACE_GRPC_PORT: accessPort,
      FLEXSPACE_CATALOG_ADDRESS: `127.0.0.1:${catalogPort}`,
      FLEXSPACE_SHUTDOWN_GRACE_MS: '1000',
    });
    accessService = await createAccessService(config, { logger: silentLogger() });
    await accessService.start();
    access = createGrpcClient(AccessServiceClient, `127.0.0.1:${accessPort}`);
  }, 120_000);
  afterAll(async () => {
    access.close();
    await accessService.stop();
    await world.close();
    await accessDatabase.close();
  });

  it('lets a manager in with the very next request, and out again', async () => {
    const { location, floor } = await makePlace(world);
    const newRoom = () =>
      world.client.createRoom({ floorId: floor.id, name: fresh('Room'), description: '' }, world.as('berlinManager'));
    await expect(newRoom()).rejects.toMatchObject({ reason: 'FORBIDDEN' });
    const managers = { locationId: location.id, userIds: [world.id('berlinManager')] };
    await access.addLocationManagers(managers, world.as('superuser'));
    const room = await newRoom();
    const grid = { roomId: room.id, desks: gridOf(3), force: false, ifVersion: 0 };
    expect((await world.client.replaceDesks(grid, world.as('berlinManager'))).desks).toHaveLength(3);
    await access.removeLocationManagers(managers, world.as('superuser'));
    await expect(newRoom()).rejects.toMatchObject({ reason: 'FORBIDDEN' });
  });

  it('hides a location whose gate closes, from all but those who pass', async () => {
    const { location, room } = await makePlace(world);
    const by = world.as('superuser');
    const seesIt = async (name: 'alice' | 'staff') => {
      const { countries } = await world.client.getTree({}, world.as(name));
      return countries.flatMap((each) => each.locations).some((each) => each.location?.id === location.id);
    };
    expect(await seesIt('alice')).toBe(true);
    const group = await access.createGroup({ locationId: location.id, name: 'Insiders', description: '' }, by);
    await access.setLocationGate({ locationId: location.id, groupIds: [group.id] }, by);
    expect(await seesIt('alice')).toBe(false);
    expect(await seesIt('staff')).toBe(true);
    const asked = world.client.getRoom({ roomId: room.id }, world.as('alice'));
    await expect(asked).rejects.toMatchObject({ reason: 'NOT_FOUND' });
    const rename = world.client.updateRoom({ roomId: room.id, name: 'Mine', ifVersion: 0 }, world.as('alice'));
    await expect(rename).rejects.toMatchObject({ reason: 'NOT_FOUND' });
    await access.addGroupMembers({ groupId: group.id, userIds: [world.id('alice')] }, by);
    expect(await seesIt('alice')).toBe(true);
  });

  it('refuses everybody while access is away', async () => {
    const { room } = await makePlace(world);
    await accessService.stop();
    const read = world.client.getRoom({ roomId: room.id }, world.as('superuser'));
    await expect(read).rejects.toMatchObject({ reason: 'UNAVAILABLE' });
    await expect(
      world.client.setMaintenance({ roomId: room.id, enabled: true }, world.as('superuser')),
    ).rejects.toMatchObject({ reason: 'UNAVAILABLE' });
  });
});
