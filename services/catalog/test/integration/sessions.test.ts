import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { systemClock } from '@flexspace/kernel';
import { connectBus, newEvent, type Bus } from '@flexspace/messaging';
import { eventually, signIn, silentLogger, testCall, testServers } from '@flexspace/testkit';
import { decodeJwt } from 'jose';
import { createCatalogWorld, type CatalogWorld } from './catalog-world.js';

describe('a session that ended', () => {
  let world: CatalogWorld;
  let bus: Bus;
  beforeAll(async () => {
    world = await createCatalogWorld();
    const where = { url: testServers().natsUrl, prefix: world.prefix, replicas: 1, name: 'test' };
    bus = await connectBus({ ...where, logger: silentLogger() });
    await bus.ensureStreams();
  });
  afterAll(async () => {
    await bus.close();
    await world.close();
  });

  it('ends on every replica within two seconds, and no other does', async () => {
    const clients = [world.client, await world.replica()];
    const gone = await signIn('alice', { fresh: true });
    const ask = (client: (typeof clients)[number]): Promise<unknown> =>
      client.getTreeView({}, testCall(gone.token)).then(
        () => 'answered',
        (error: unknown) => (error instanceof Error && 'reason' in error ? error.reason : String(error)),
      );
    for (const client of clients) expect(await ask(client)).toBe('answered');

    const { sid } = decodeJwt<{ sid?: string }>(gone.token);
    await bus.publish(
      'access.v1.session.ended.0',
      newEvent({
        at: systemClock.now(),
        locationId: 0,
        aggregateVersion: 1,
        fact: { $case: 'sessionEnded', value: { userId: gone.userId, sessionId: sid ?? '' } },
      }),
    );
    for (const client of clients) {
      await eventually(async () => (await ask(client)) === 'UNAUTHENTICATED', { withinMs: 2_000 });
      expect((await client.getTreeView({}, world.as('staff'))).view).not.toBe('');
    }
  });
});
