import { describe, expect, it } from '@jest/globals';
import type { LiveEvent, ServerMessage } from './events.js';
import { Topics } from './topics.js';

const lock = (position: string, more = false, locked = true): ServerMessage => ({
  kind: 'event',
  event: {
    type: 'desk_lock',
    topic: 'room_1',
    position,
    more,
    data: { desk_id: 7, locked, locked_by: null, expires_at: null },
  },
});
const subscribed = (position: string, recovered = false): ServerMessage => ({
  kind: 'subscribed',
  topic: 'room_1',
  position,
  recovered,
});

function listen(): {
  topics: Topics;
  sent: object[];
  heard: LiveEvent[];
  resets: (string | null)[];
  leave: () => void;
} {
  const sent: object[] = [];
  const heard: LiveEvent[] = [];
  const resets: (string | null)[] = [];
  const topics = new Topics((message) => sent.push(message));
  const leave = topics.add('room_1', { onReset: (at) => resets.push(at), onEvent: (event) => heard.push(event) });
  return { topics, sent, heard, resets, leave };
}

describe('topics', () => {
  it('asks for a snapshot once the subscription stands', () => {
    const { topics, sent, resets } = listen();
    expect(sent).toEqual([{ type: 'subscribe', topic: 'room_1' }]);
    topics.receive(subscribed('a:5'));
    expect(resets).toEqual(['a:5']);
  });

  it('hears every frame of one event, and nothing older', () => {
    const { topics, heard } = listen();
    topics.receive(subscribed('a:5'));
    topics.receive(lock('a:6', true));
    topics.receive(lock('a:6', false, false));
    topics.receive(lock('a:5'));
    expect(heard).toHaveLength(2);
  });

  it('resumes from the last event that was heard in full', () => {
    const { topics, sent } = listen();
    topics.receive(subscribed('a:5'));
    topics.receive(lock('a:6'));
    topics.receive(lock('a:7', true));
    topics.joinAll();
    expect(sent.at(-1)).toEqual({ type: 'subscribe', topic: 'room_1', since: 'a:6' });
  });

  it('needs no snapshot when everything missed was recovered, and one when not', () => {
    const { topics, resets } = listen();
    topics.receive(subscribed('a:5'));
    topics.receive(subscribed('a:9', true));
    expect(resets).toEqual(['a:5']);
    topics.receive(subscribed('b:1', false));
    expect(resets).toEqual(['a:5', 'b:1']);
  });

  it('goes on from a quiet moment', () => {
    const { topics, sent } = listen();
    topics.receive(subscribed('a:5'));
    topics.advance('a:40');
    topics.joinAll();
    expect(sent.at(-1)).toMatchObject({ since: 'a:40' });
  });

  it('leaves with the last listener', () => {
    const { topics, sent, leave } = listen();
    const other = topics.add('room_1', { onReset: () => undefined, onEvent: () => undefined });
    leave();
    expect(sent).toHaveLength(1);
    other();
    expect(sent.at(-1)).toEqual({ type: 'unsubscribe', topic: 'room_1' });
  });

  it('tells a listener that its topic was taken away', () => {
    const refused: string[] = [];
    const topics = new Topics(() => undefined);
    topics.add('room_2', { onReset: () => undefined, onEvent: () => undefined, onRefused: (why) => refused.push(why) });
    topics.receive({ kind: 'unsubscribed', topic: 'room_2', reason: 'access_revoked' });
    topics.receive({ kind: 'unsubscribed', topic: 'room_2', reason: 'requested' });
    expect(refused).toEqual(['access_revoked']);
  });
});
