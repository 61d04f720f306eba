import { describe, expect, it } from '@jest/globals';
import { parseClientFrame } from './client-frame.js';

const frameOf = (message: unknown) => {
  const parsed = parseClientFrame(JSON.stringify(message));
  return parsed.ok ? parsed.frame : undefined;
};
const faultOf = (text: string) => {
  const parsed = parseClientFrame(text);
  return parsed.ok ? undefined : parsed.fault;
};

describe('parseClientFrame', () => {
  it('reads a subscribe with and without a position', () => {
    const topic = { kind: 'room', name: 'room_12', roomId: 12 };
    expect(frameOf({ type: 'subscribe', topic: 'room_12' })).toEqual({ type: 'subscribe', topic, since: undefined });
    expect(frameOf({ type: 'subscribe', topic: 'room_12', since: null })).toMatchObject({ since: undefined });
    expect(frameOf({ type: 'subscribe', topic: 'room_12', since: 'abc:7' })).toMatchObject({
      since: { epoch: 'abc', sequence: 7 },
    });
  });

  it('takes a position that was never given out for an unknown one, not for a fault', () => {
    for (const since of ['', 'x', ':1', 'a:-1', 'a:01', 'a:1e3', 'a:99999999999999999999', 'a:1:2']) {
      expect(frameOf({ type: 'subscribe', topic: 'room_12', since })).toMatchObject({ since: 'unknown' });
    }
  });

  it('reads unsubscribe and ping', () => {
    expect(frameOf({ type: 'unsubscribe', topic: 'location_3' })).toMatchObject({ topic: { locationId: 3 } });
    expect(frameOf({ type: 'ping' })).toEqual({ type: 'ping' });
  });

  it('says what is wrong, with the topic where one was named', () => {
    expect(faultOf('{')).toEqual({ detail: 'A message is a JSON object.' });
    expect(faultOf('[1]')?.detail).toContain('object');
    expect(faultOf('{"type":"hello","topic":"room_1"}')).toMatchObject({ topic: 'room_1' });
    expect(faultOf('{"type":"ping","x":1}')?.detail).toContain('`x`');
    expect(faultOf('{"type":"subscribe","topic":"room_1","since":3}')?.detail).toContain('since');
    expect(faultOf('{"type":"toString"}')?.detail).toContain('type');
    expect(faultOf('{"type":"unsubscribe","topic":"global_updates"}')?.detail).toContain('every socket');
  });

  it('knows no topics but the three kinds with sane ids', () => {
    for (const topic of [
      'room_0',
      'room_',
      'room_-1',
      'room_01',
      'room_1 ',
      'Room_1',
      'room_9007199254740993',
      'user:1',
      '',
    ]) {
      expect(faultOf(JSON.stringify({ type: 'subscribe', topic }))?.detail).toContain('topic');
    }
    expect(frameOf({ type: 'subscribe', topic: 'global_updates' })).toMatchObject({ topic: { kind: 'global' } });
  });

  it('does not echo a topic of any length', () => {
    expect(faultOf(JSON.stringify({ type: 'subscribe', topic: 'x'.repeat(65) }))).not.toHaveProperty('topic');
  });
});
