import { beforeEach, describe, expect, it } from '@jest/globals';
import { instant, locationId, NotFound, SECOND_US, userId, type LocationId } from '@flexspace/kernel';
import { createReplayBuffer } from '../domain/replay-buffer.js';
import { parseTopic, type Topic } from '../domain/topic.js';
import type { AccessGate, Connection, GatewayTelemetry } from './ports.js';
import { createAccessRevocation } from './revoke-access.js';
import { createSessionRegistry } from './session-registry.js';
import { openSession, type Session } from './session.js';
import { createTopicSubscription } from './subscribe-topic.js';

const NOW = instant(1_800_000_000 * SECOND_US);
const ignore = (): void => undefined;
const telemetry: GatewayTelemetry = {
  socketOpened: ignore,
  socketClosed: ignore,
  upgradeRefused: ignore,
  frameReceived: ignore,
  frameRefused: ignore,
  eventFannedOut: ignore,
  slowReaderDropped: ignore,
  subscribed: ignore,
  topicRevoked: ignore,
  liveChanged: ignore,
};
const topic = (name: string): Topic => parseTopic(name)!;
const viewer = {
  userId: userId('11111111-1111-4111-8111-111111111111'),
  sessionId: 's',
  expiresAt: instant(NOW + 60 * SECOND_US),
  token: 't',
};

/** Answers when the test says so. */
class HeldGate implements AccessGate {
  readonly asked: { allow: () => void; refuse: (error: Error) => void }[] = [];
  open = true;

  grant(): Promise<LocationId> {
    return new Promise((resolve, reject) => {
      this.asked.push({
        allow: () => {
          resolve(locationId(4));
        },
        refuse: reject,
      });
    });
  }

  stillSees(): Promise<boolean> {
    return Promise.resolve(this.open);
  }
}

describe('subscribing', () => {
  let gate: HeldGate;
  let sent: unknown[];
  let joined: Set<string>;
  let session: Session;
  const history = createReplayBuffer({ events: 100, bytes: 100_000 });
  history.reset({ epoch: 'e', sequence: 7 });
  const sessions = createSessionRegistry();
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  beforeEach(() => {
    gate = new HeldGate();
    sent = [];
    joined = new Set();
    const connection: Connection = {
      send: (frame) => sent.push(JSON.parse(Buffer.from(frame).toString())),
      join: (channel) => joined.add(channel),
      leave: (channel) => joined.delete(channel),
      batch: (work) => {
        work();
      },
      close: ignore,
    };
    session = openSession(viewer, connection, NOW);
    sessions.add(session);
  });

  const subscription = () => createTopicSubscription({ gate, history, telemetry, report: ignore });
  const revocation = () =>
    createAccessRevocation({ sessions, gate, clock: { now: () => NOW }, telemetry, pause: () => Promise.resolve() });

  it('asks again when rights changed while it asked, so that an old verdict grants nothing', async () => {
    subscription().subscribe(session, topic('room_1'), undefined);
    await settled();
    await revocation().recheck({ locationId: locationId(4), userIds: [] });
    gate.asked[0]!.allow();
    await settled();
    expect(joined.has('room_1')).toBe(false);
    gate.asked[1]!.refuse(new NotFound('room'));
    await settled();
    expect(sent).toEqual([expect.objectContaining({ type: 'error', reason: 'NOT_FOUND', topic: 'room_1' })]);
    expect(joined.has('room_1')).toBe(false);
  });

  it('answers in the order asked: an unsubscribe that overtakes the verdict still wins', async () => {
    const topics = subscription();
    topics.subscribe(session, topic('room_1'), undefined);
    topics.unsubscribe(session, topic('room_1'));
    await settled();
    gate.asked[0]!.allow();
    await settled();
    expect(sent).toMatchObject([{ type: 'subscribed' }, { type: 'unsubscribed', reason: 'requested' }]);
    expect(joined.has('room_1')).toBe(false);
  });

  it('stops at 200 topics, those being asked for included', async () => {
    const topics = subscription();
    for (let id = 1; id <= 201; id += 1) topics.subscribe(session, topic(`room_${id}`), undefined);
    expect(sent).toMatchObject([{ type: 'error', reason: 'TOPIC_LIMIT', topic: 'room_201' }]);
    await settled();
    for (const question of gate.asked) question.allow();
    await settled();
    expect(session.grants.size).toBe(200);
    topics.subscribe(session, topic('room_5'), undefined);
    await settled();
    expect(gate.asked).toHaveLength(201);
  });

  it('loses a topic when a second subscribe to it is refused', async () => {
    const topics = subscription();
    topics.subscribe(session, topic('room_1'), undefined);
    await settled();
    gate.asked[0]!.allow();
    await settled();
    topics.subscribe(session, topic('room_1'), undefined);
    await settled();
    gate.asked[1]!.refuse(new NotFound('room'));
    await settled();
    expect(joined.has('room_1')).toBe(false);
    expect(session.grants.size).toBe(0);
  });

  it('says that it failed when something broke, and keeps the socket', async () => {
    subscription().subscribe(session, topic('room_1'), undefined);
    await settled();
    gate.asked[0]!.refuse(new Error('a secret inside'));
    await settled();
    expect(sent).toMatchObject([{ type: 'error', reason: 'INTERNAL' }]);
    expect(JSON.stringify(sent)).not.toContain('secret');
  });
});
