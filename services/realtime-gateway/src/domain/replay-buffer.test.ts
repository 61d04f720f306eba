import { describe, expect, it } from '@jest/globals';
import { createReplayBuffer, type ReplayBuffer } from './replay-buffer.js';

const ROOM = 'room_1';
const LIMIT = 10_000;

const frame = (channel: string, text: string) => ({ channel, bytes: Buffer.from(text) });

const filled = (limits = { events: 1_000, bytes: 100_000 }): ReplayBuffer => {
  const buffer = createReplayBuffer(limits);
  buffer.reset({ epoch: 'e', sequence: 100 });
  return buffer;
};

const missed = (buffer: ReplayBuffer, since: number, channels: readonly string[] = [ROOM]): string[] | undefined =>
  buffer
    .recover(channels, { epoch: 'e', sequence: since }, LIMIT)
    ?.frames.map(({ bytes }) => Buffer.from(bytes).toString());

describe('the replay buffer', () => {
  it('gives what was missed on a channel, in order, and nothing of others', () => {
    const buffer = filled();
    buffer.append(101, [frame(ROOM, 'a')]);
    buffer.append(102, [frame('room_2', 'x')]);
    buffer.append(103, [frame(ROOM, 'b'), frame(ROOM, 'c')]);
    expect(missed(buffer, 100)).toEqual(['a', 'b', 'c']);
    expect(missed(buffer, 101)).toEqual(['b', 'c']);
    expect(missed(buffer, 102)).toEqual(['b', 'c']);
    expect(missed(buffer, 103)).toEqual([]);
    expect(missed(buffer, 100, ['room_3'])).toEqual([]);
  });

  it('merges channels by position', () => {
    const buffer = filled();
    buffer.append(101, [frame('user:1', 'mine')]);
    buffer.append(102, [frame('global_updates', 'all')]);
    buffer.append(103, [frame('user:1', 'mine again')]);
    expect(missed(buffer, 100, ['global_updates', 'user:1'])).toEqual(['mine', 'all', 'mine again']);
  });

  it('recovers nothing from before its beginning, of another epoch, or from far ahead', () => {
    const buffer = filled();
    buffer.append(101, [frame(ROOM, 'a')]);
    expect(missed(buffer, 99)).toBeUndefined();
    expect(buffer.recover([ROOM], { epoch: 'other', sequence: 101 }, LIMIT)).toBeUndefined();
    expect(missed(buffer, 1_000_000)).toBeUndefined();
  });

  it('lets a client stand a little ahead, as after a quicker replica', () => {
    const buffer = filled();
    buffer.append(101, [frame(ROOM, 'a')]);
    expect(buffer.recover([ROOM], { epoch: 'e', sequence: 105 }, LIMIT)).toEqual({
      position: { epoch: 'e', sequence: 105 },
      frames: [],
    });
  });

  it('forgets the oldest events beyond its number and says so', () => {
    const buffer = filled({ events: 2, bytes: 100_000 });
    for (let sequence = 101; sequence <= 104; sequence += 1) buffer.append(sequence, [frame(ROOM, String(sequence))]);
    expect(missed(buffer, 101)).toBeUndefined();
    expect(missed(buffer, 102)).toEqual(['103', '104']);
  });

  it('forgets the oldest events beyond its bytes', () => {
    const buffer = filled({ events: 1_000, bytes: 25 });
    for (let sequence = 101; sequence <= 110; sequence += 1) buffer.append(sequence, [frame(ROOM, 'x'.repeat(10))]);
    expect(missed(buffer, 107)).toBeUndefined();
    expect(missed(buffer, 108)).toHaveLength(2);
  });

  it('stays right through thousands of events on many channels', () => {
    const buffer = filled({ events: 500, bytes: 1_000_000 });
    for (let sequence = 101; sequence <= 5_100; sequence += 1) {
      buffer.append(sequence, [frame(`room_${sequence % 7}`, String(sequence))]);
    }
    for (const since of [4_600, 4_601, 4_950, 5_099]) {
      const expected = [];
      for (let sequence = since + 1; sequence <= 5_100; sequence += 1) {
        if (sequence % 7 === 3) expected.push(String(sequence));
      }
      expect(missed(buffer, since, ['room_3'])).toEqual(expected);
    }
    expect(missed(buffer, 4_599, ['room_3'])).toBeUndefined();
  });

  it('recovers nothing that is more than a client can be sent', () => {
    const buffer = filled();
    for (let sequence = 101; sequence <= 110; sequence += 1) buffer.append(sequence, [frame(ROOM, 'x'.repeat(1_001))]);
    expect(missed(buffer, 100)).toBeUndefined();
    expect(missed(buffer, 105)).toHaveLength(5);
  });

  it('moves with events that nobody hears, ignores repeated ones, and begins anew after a reset', () => {
    const buffer = filled();
    buffer.append(101, []);
    buffer.append(101, [frame(ROOM, 'again')]);
    expect(buffer.position()).toEqual({ epoch: 'e', sequence: 101 });
    expect(missed(buffer, 100)).toEqual([]);
    buffer.reset({ epoch: 'f', sequence: 3 });
    expect(missed(buffer, 101)).toBeUndefined();
    expect(buffer.position()).toEqual({ epoch: 'f', sequence: 3 });
  });
});
