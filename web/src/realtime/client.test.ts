import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { backoffMs } from './backoff.js';
import { RealtimeClient, type LinkStatus, type RealtimeDeps } from './client.js';

/** A socket whose other end is the test. */
class Line extends EventTarget {
  readyState = 0;
  readonly sent: string[] = [];
  closedWith: number | null = null;
  open(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
  }
  say(message: object): void {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }));
  }
  drop(code: number): void {
    this.readyState = 3;
    this.dispatchEvent(new CloseEvent('close', { code }));
  }
  send(text: string): void {
    this.sent.push(text);
  }
  close(code: number): void {
    this.closedWith = code;
    this.readyState = 3;
  }
}

function start(overrides: Partial<RealtimeDeps> = {}): {
  client: RealtimeClient;
  lines: Line[];
  states: LinkStatus['state'][];
  ended: jest.Mock;
} {
  const lines: Line[] = [];
  const states: LinkStatus['state'][] = [];
  const ended = jest.fn();
  const client = new RealtimeClient({
    open: () => {
      const line = new Line();
      lines.push(line);
      return line as unknown as WebSocket;
    },
    refresh: () => Promise.resolve(true),
    probe: () => Promise.resolve(),
    onStatus: ({ state }) => {
      if (states.at(-1) !== state) states.push(state);
    },
    onSignedOut: ended,
    onGlobal: () => undefined,
    isOnline: () => true,
    random: () => 0,
    ...overrides,
  });
  client.start();
  return { client, lines, states, ended };
}

describe('the socket', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('is offline as soon as the network goes, and live again with the first answer', () => {
    let online = true;
    const { client, lines, states } = start({ isOnline: () => online });
    lines[0]!.open();
    online = false;
    client.nudge();
    online = true;
    client.nudge();
    lines[0]!.say({ type: 'pong' });
    expect(states).toEqual(['connecting', 'live', 'offline', 'live']);
    expect(lines).toHaveLength(1);
  });

  it('comes back by itself after a break', async () => {
    const { lines, states } = start();
    lines[0]!.open();
    lines[0]!.drop(4001);
    expect(states).toEqual(['connecting', 'live', 'reconnecting']);
    await jest.advanceTimersByTimeAsync(600);
    expect(lines).toHaveLength(2);
    lines[1]!.open();
    expect(states.at(-1)).toBe('live');
  });

  it('refreshes the token before it comes back from 4401', async () => {
    const refresh = jest.fn(() => Promise.resolve(true));
    const { lines } = start({ refresh });
    lines[0]!.open();
    lines[0]!.drop(4401);
    await jest.advanceTimersByTimeAsync(0);
    expect(refresh).toHaveBeenCalledTimes(1);
    expect(lines).toHaveLength(2);
  });

  it('ends the session when the token cannot be refreshed', async () => {
    const { lines, states, ended } = start({ refresh: () => Promise.resolve(false) });
    lines[0]!.open();
    lines[0]!.drop(4401);
    await jest.advanceTimersByTimeAsync(0);
    expect(ended).toHaveBeenCalledTimes(1);
    expect(states.at(-1)).toBe('stopped');
  });

  it('stays away after 4500', async () => {
    const { lines, ended } = start();
    lines[0]!.open();
    lines[0]!.drop(4500);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(lines).toHaveLength(1);
    expect(ended).toHaveBeenCalledTimes(1);
  });

  it('opens the new socket before it drops the old one when it renews in time', async () => {
    const { client, lines } = start();
    lines[0]!.open();
    client.subscribe('room_1', { onReset: () => undefined, onEvent: () => undefined });
    lines[0]!.say({ type: 'pong' });
    for (let minute = 0; minute < 9; minute += 1) {
      await jest.advanceTimersByTimeAsync(30_000);
      lines[0]!.say({ type: 'pong' });
    }
    expect(lines).toHaveLength(2);
    expect(lines[0]!.closedWith).toBeNull();
    lines[1]!.open();
    expect(lines[1]!.sent[0]).toContain('room_1');
    expect(lines[0]!.closedWith).toBe(1000);
  });

  it('gives up on a line that answers no ping', async () => {
    const { lines } = start();
    lines[0]!.open();
    await jest.advanceTimersByTimeAsync(10_000);
    expect(lines[0]!.closedWith).toBe(4000);
  });

  it('says reconnecting while the gateway does not hear the bus', () => {
    const { lines, states } = start();
    lines[0]!.open();
    lines[0]!.say({ type: 'status', live: false });
    expect(states.at(-1)).toBe('reconnecting');
    lines[0]!.say({ type: 'status', live: true });
    expect(states.at(-1)).toBe('live');
  });

  it('waits with full jitter between half a second and twenty', () => {
    expect(backoffMs(0, () => 0)).toBe(500);
    expect(backoffMs(0, () => 1)).toBe(1000);
    expect(backoffMs(30, () => 1)).toBe(20_000);
  });
});
