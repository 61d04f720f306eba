import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccessServiceClient } from '@flexspace/contracts/flexspace/access/v1/access';
import { createGrpcClient, type PromiseClient } from '@flexspace/service-kit';
import {
  createPerson,
  createTcpProxy,
  createTestBus,
  createTestDatabase,
  eventually,
  oidcEnvironment,
  signIn,
  silentLogger,
  testCall,
  testServers,
  type SignedIn,
  type TcpProxy,
  type TestBus,
  type TestDatabase,
} from '@flexspace/testkit';
import { accessMigrations, createAccessService, readAccessConfig, type AccessService } from '../../src/index.js';
import { askOne, type Question } from './access-questions.js';
import { createFakeCatalog } from './access-world.js';
import { seedWorld, type SeededWorld } from './world-model.js';

describe('when something is away', () => {
  let database: TestDatabase;
  let bus: TestBus;
  let proxies: { postgres: TcpProxy; nats: TcpProxy; keycloak: TcpProxy };
  let service: AccessService;
  let client: PromiseClient<AccessServiceClient>;
  let seeded: SeededWorld;
  let manager: SignedIn;
  let groupId: number;
  const catalog = createFakeCatalog();

  beforeAll(async () => {
    database = await createTestDatabase({ schema: 'access', migrations: accessMigrations });
    bus = await createTestBus();
    const oidc = await oidcEnvironment('access');
    const [postgres, nats, keycloak] = await Promise.all([
      createTcpProxy(database.url),
      createTcpProxy(testServers().natsUrl),
      createTcpProxy(oidc['FLEXSPACE_OIDC_URL']!),
    ]);
    proxies = { postgres, nats, keycloak };
    const env = {
      ...oidc,
      FLEXSPACE_OIDC_URL: keycloak.url,
      FLEXSPACE_DATABASE_URL: postgres.url,
      FLEXSPACE_NATS_URL: nats.url,
      FLEXSPACE_NATS_PREFIX: bus.prefix,
      FLEXSPACE_CATALOG_ADDRESS: '127.0.0.1:1',
      FLEXSPACE_SHUTDOWN_GRACE_MS: '1000',
    };
    service = await createAccessService(readAccessConfig(env), { catalog, logger: silentLogger() });
    await service.start();
    client = createGrpcClient(AccessServiceClient, `127.0.0.1:${service.ports.grpc}`);
    manager = await signIn('berlinManager');
    await client.getMe({}, testCall(manager));
    const model = {
      people: { manager: {} },
      locations: { berlin: { groups: { team: [] }, managers: ['manager'], rooms: { room: {} } } },
    };
    seeded = await seedWorld(database, model, new Map([['manager', manager.userId]]));
    groupId = (await client.listGroups({ locationId: 0 }, testCall(manager))).groups[0]!.id;
  });
  afterAll(async () => {
    for (const proxy of Object.values(proxies)) proxy.restore();
    client.close();
    await service.stop();
    await Promise.all(Object.values(proxies).map((proxy) => proxy.close()));
    await bus.close();
    await database.close();
  });

  const question = (): Question => ({ subjectId: '', action: 'book', ...seeded.rooms.get('room')! });

  it('PostgreSQL: refuses every question, says it is not ready, and comes back by itself', async () => {
    expect(await askOne(client, question(), testCall(manager))).toBe('allow');
    proxies.postgres.cut();
    await expect(askOne(client, question(), testCall(manager))).rejects.toMatchObject({ reason: 'UNAVAILABLE' });
    await expect(client.listAccessible({ subjectId: '' }, testCall(manager))).rejects.toMatchObject({
      reason: 'UNAVAILABLE',
    });
    expect((await fetch(`http://127.0.0.1:${service.ports.admin}/readyz`)).status).toBe(503);
    proxies.postgres.restore();
    await eventually(async () => (await askOne(client, question(), testCall(manager))) === 'allow');
    expect((await fetch(`http://127.0.0.1:${service.ports.admin}/readyz`)).status).toBe(200);
  });

  it('NATS: changes go on, and their events wait', async () => {
    const waiting = async () => (await database.knex('access.outbox').whereNull('sent_at').select('id')).length;
    await eventually(async () => (await waiting()) === 0);
    proxies.nats.cut();
    await client.setDelegation({ locationId: seeded.locations.get('berlin')!, allow: true }, testCall(manager));
    await client.addGroupMembers({ groupId, userIds: [manager.userId] }, testCall(manager));
    expect(await waiting()).toBeGreaterThan(0);
    proxies.nats.restore();
    await eventually(async () => (await waiting()) === 0, { withinMs: 20_000 });
  });

  it('Keycloak: only naming somebody new has to wait', async () => {
    const stranger = await createPerson({ firstName: 'Stranger', lastName: 'New' });
    proxies.keycloak.cut();
    const add = () => client.addGroupMembers({ groupId, userIds: [stranger.userId] }, testCall(manager));
    await expect(add()).rejects.toMatchObject({ reason: 'UNAVAILABLE' });
    expect(await askOne(client, question(), testCall(manager))).toBe('allow');
    await client.removeGroupMembers({ groupId, userIds: [manager.userId] }, testCall(manager));
    proxies.keycloak.restore();
    await eventually(async () => (await add()).memberCount === 1, { withinMs: 15_000 });
  });

  it('catalog: only places that were never heard of have to wait', async () => {
    catalog.away = true;
    const group = await client.createGroup(
      { locationId: seeded.locations.get('berlin')!, name: 'Known', description: '' },
      testCall(manager),
    );
    expect(group.version).toBe(1);
    await expect(
      client.createGroup({ locationId: 987_654, name: 'Unknown', description: '' }, testCall(manager)),
    ).rejects.toMatchObject({ reason: 'UNAVAILABLE' });
    catalog.away = false;
  });
});
