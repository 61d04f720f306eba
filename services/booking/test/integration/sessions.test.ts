import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { systemClock } from '@flexspace/kernel';
import { newEvent } from '@flexspace/messaging';
import { eventually, signIn, testCall } from '@flexspace/testkit';
import { startWorld, type BookingClient, type BookingWorld } from '../support/booking-world.js';
import { tokenClaims } from '../support/token-claims.js';

let world: BookingWorld;
let clients: BookingClient[];

beforeAll(async () => {
  world = await startWorld();
  clients = [(await world.boot()).client, (await world.boot()).client];
});
afterAll(async () => {
  await world.close();
});

describe('a session that ended', () => {
  it('ends on every replica within two seconds, and no other does', async () => {
    const gone = await signIn('alice', { fresh: true });
    const ask = (client: BookingClient, token: string) =>
      client.getDeskLock({ deskId: 101 }, testCall(token)).then(
        () => 'answered',
        (error: unknown) => (error instanceof Error && 'reason' in error ? error.reason : String(error)),
      );
    for (const client of clients) expect(await ask(client, gone.token)).toBe('answered');

    const sessionId = String(tokenClaims(gone.token)['sid']);
    await world.bus.publish(
      'access.v1.session.ended.0',
      newEvent({
        at: systemClock.now(),
        locationId: 0,
        aggregateVersion: 1,
        fact: { $case: 'sessionEnded', value: { userId: gone.userId, sessionId } },
      }),
    );
    for (const client of clients) {
      await eventually(async () => (await ask(client, gone.token)) === 'UNAUTHENTICATED', { withinMs: 2_000 });
      expect(await ask(client, world.bob.token)).toBe('answered');
    }
  });
});
