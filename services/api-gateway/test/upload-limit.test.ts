import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createPerson, testPrefix, type SignedIn } from '@flexspace/testkit';
import { UPLOADS_PER_PERSON } from '../src/http/upload-limit.js';
import { startFakePeers, type FakePeers } from './fake-peers.js';
import { room, scriptWorld } from './fake-world.js';
import { startGateway, type GatewayUnderTest } from './gateway-under-test.js';
import { ask, type Answer } from './http-client.js';
import { MAP, mapForm } from './matrix/map-form.js';

const AT_ONCE = 10;

let peers: FakePeers;
let gateways: readonly GatewayUnderTest[];
let busy: SignedIn;
let other: SignedIn;

beforeAll(async () => {
  peers = await startFakePeers();
  scriptWorld(peers);
  peers.catalog.script.uploadMap = () => room;
  peers.access.script.listRoomAccess = () => ({
    rooms: [{ roomId: 7, locationId: 2, managers: [], allowedGroups: [] }],
  });
  const prefix = testPrefix();
  const env = { FLEXSPACE_NATS_PREFIX: prefix, FLEXSPACE_REDIS_PREFIX: `${prefix}:` };
  gateways = await Promise.all([startGateway(peers, env), startGateway(peers, env)]);
  busy = await createPerson({ firstName: 'Berta', lastName: 'Busy' });
  other = await createPerson({ firstName: 'Olaf', lastName: 'Other' });
}, 120_000);

afterAll(async () => {
  await Promise.all(gateways.map((gateway) => gateway.stop()));
  await peers.close();
});

const upload = ({ token }: SignedIn, replica: number, content = MAP): Promise<Answer> =>
  ask(`${gateways[replica % 2]?.origin ?? ''}/api/admin/rooms/7/upload-map/`, {
    method: 'POST',
    token,
    ...mapForm(content),
  });

it('refuses a person’s hundred and first upload at every replica, says when to come back, and stops nobody else', async () => {
  for (let from = 0; from < UPLOADS_PER_PERSON; from += AT_ONCE) {
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => upload(busy, index)));
    expect(answers.map(({ status }) => status)).toEqual(Array(AT_ONCE).fill(200));
  }
  const asked = peers.catalog.asked.length;
  for (const replica of [0, 1]) {
    const refused = await upload(busy, replica);
    expect(refused).toMatchObject({ status: 429, body: { reason: 'RATE_LIMITED', status: 429 } });
    const wait = Number(refused.headers.get('retry-after'));
    expect(wait > 0 && wait <= 300).toBe(true);
  }
  expect(peers.catalog.asked).toHaveLength(asked);
  expect((await upload(other, 0)).status).toBe(200);
  expect((await ask(`${gateways[0]?.origin ?? ''}/api/rooms/7/`, { token: busy.token })).status).toBe(200);
});
