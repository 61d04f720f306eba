import type { Channel } from './channel.js';
import type { Position } from './position.js';

/** A frame as it went out: encoded once, sent again as the same bytes. */
export interface RecordedFrame {
  readonly sequence: number;
  readonly bytes: Uint8Array;
}

export interface OutgoingFrame {
  readonly channel: Channel;
  readonly bytes: Uint8Array;
}

export interface Recovery {
  /** Everything up to here is behind the client once it has the frames. */
  readonly position: Position;
  readonly frames: readonly RecordedFrame[];
}

export interface ReplayBufferLimits {
  readonly events: number;
  readonly bytes: number;
}

/** The frames of the latest events, of every channel, within two bounds. Oldest events leave first. */
export interface ReplayBuffer {
  /** Begins a new life: after `sequence` of `epoch`, nothing known before it. */
  reset(position: Position): void;
  /** Records the frames of the next event; an event without frames moves the position all the same. */
  append(sequence: number, frames: readonly OutgoingFrame[]): void;
  /** Where the buffer stands; undefined before the first reset. */
  position(): Position | undefined;
  /** What a client that stands at `since` missed on these channels, in order, unless it is too much or too long ago. */
  recover(channels: readonly Channel[], since: Position, maxBytes: number): Recovery | undefined;
}

interface Entry {
  readonly sequence: number;
  readonly frames: readonly OutgoingFrame[];
}

/** A queue that forgets from the front without moving what is left each time. */
interface Lane {
  frames: RecordedFrame[];
  head: number;
}

const COMPACT_AT = 256;
/** A replica is at most this far behind another; who claims to have heard more was told so in another life of the stream. */
const MAX_LEAD = 10_000;

const firstAfter = (lane: Lane, sequence: number): number => {
  let low = lane.head;
  let high = lane.frames.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const frame = lane.frames[middle];
    if (frame !== undefined && frame.sequence <= sequence) low = middle + 1;
    else high = middle;
  }
  return low;
};

export const createReplayBuffer = (limits: ReplayBufferLimits): ReplayBuffer => {
  let now: Position | undefined;
  /** Events after this sequence are all here. */
  let floor = 0;
  let entries: Entry[] = [];
  let head = 0;
  let bytes = 0;
  const lanes = new Map<Channel, Lane>();

  const forgetOldest = (): void => {
    const oldest = entries[head];
    if (oldest === undefined) return;
    head += 1;
    floor = oldest.sequence;
    for (const { channel, bytes: gone } of oldest.frames) {
      bytes -= gone.byteLength;
      const lane = lanes.get(channel);
      if (lane === undefined) continue;
      lane.head += 1;
      if (lane.head === lane.frames.length) lanes.delete(channel);
      else if (lane.head >= COMPACT_AT) {
        lane.frames = lane.frames.slice(lane.head);
        lane.head = 0;
      }
    }
    if (head >= COMPACT_AT && head * 2 >= entries.length) {
      entries = entries.slice(head);
      head = 0;
    }
  };

  const record = (sequence: number, { channel, bytes: frame }: OutgoingFrame): void => {
    const lane = lanes.get(channel);
    if (lane === undefined) lanes.set(channel, { frames: [{ sequence, bytes: frame }], head: 0 });
    else lane.frames.push({ sequence, bytes: frame });
    bytes += frame.byteLength;
  };

  return {
    reset(position) {
      now = position;
      floor = position.sequence;
      entries = [];
      head = 0;
      bytes = 0;
      lanes.clear();
    },
    append(sequence, frames) {
      if (now === undefined) throw new Error('append before the first reset');
      if (sequence <= now.sequence) return;
      now = { epoch: now.epoch, sequence };
      entries.push({ sequence, frames });
      for (const frame of frames) record(sequence, frame);
      while (entries.length - head > limits.events || (bytes > limits.bytes && entries.length > head)) forgetOldest();
    },
    position: () => now,
    recover(channels, since, maxBytes) {
      if (now === undefined || since.epoch !== now.epoch || since.sequence < floor) return undefined;
      if (since.sequence > now.sequence + MAX_LEAD) return undefined;
      const missed = channels.flatMap((channel) => {
        const lane = lanes.get(channel);
        return lane === undefined ? [] : lane.frames.slice(firstAfter(lane, since.sequence));
      });
      if (channels.length > 1) missed.sort((a, b) => a.sequence - b.sequence);
      if (missed.reduce((sum, frame) => sum + frame.bytes.byteLength, 0) > maxBytes) return undefined;
      // A client may have heard more from a replica that is a moment ahead of this one.
      const sequence = Math.max(now.sequence, since.sequence);
      return { position: { epoch: now.epoch, sequence }, frames: missed };
    },
  };
};
