import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { bookings } from './desks.js';
import { eventually } from './eventually.js';
import type { Person } from './person.js';
import { doorsOf } from './running-product.js';

const heard = z.looseObject({
  type: z.string(),
  topic: z.string().optional(),
  position: z.string().optional(),
  more: z.boolean().optional(),
  recovered: z.boolean().optional(),
});
export const update = z.object({ bookings, deleted_ids: z.array(z.number()) });

const RECONNECT_MS = 100;
const DO_NOT_COME_BACK = 4500;

/** A tab that looks at one room all the time, and goes on at another gateway when its own is gone. */
export interface Screen {
  /** Ids of the bookings it shows. */
  readonly shown: ReadonlySet<number>;
  /** How often it was told that events are lost to it, or that it need not come back. */
  readonly losses: readonly string[];
  /** How often it came back. */
  readonly returns: number;
  close(): void;
}

export const openScreen = async (person: Person, topic: string, firstDoor: number): Promise<Screen> => {
  const shown = new Set<number>();
  const losses: string[] = [];
  const state = { since: '', returns: -1, door: firstDoor, open: true };
  let socket: WebSocket | undefined;

  const take = (text: string): void => {
    const frame = heard.parse(JSON.parse(text));
    if (frame.topic !== topic) return;
    if (frame.type === 'subscribed') {
      if (state.since !== '' && frame.recovered !== true) losses.push(`not recovered from ${state.since}`);
      state.returns += 1;
      if (state.since === '') state.since = frame.position ?? '';
      return;
    }
    if (frame.type === 'unsubscribed') losses.push('unsubscribed');
    if (frame.type === 'update_bookings') {
      const { bookings: upserted, deleted_ids } = update.parse(frame);
      for (const { id } of upserted) shown.add(id);
      for (const id of deleted_ids) shown.delete(id);
    }
    if (frame.position !== undefined && frame.more !== true) state.since = frame.position;
  };

  const connect = async (): Promise<void> => {
    const doors = await doorsOf('realtime-gateway');
    const door = doors[state.door % doors.length] ?? '';
    state.door += 1;
    const { cookie, origin } = person;
    const current = new WebSocket(`${door.replace(/^http/, 'ws')}/ws`, { headers: { cookie, origin } });
    socket = current;
    current.on('message', (data: Buffer) => {
      take(data.toString('utf8'));
    });
    current.on('open', () => {
      current.send(JSON.stringify({ type: 'subscribe', topic, ...(state.since !== '' && { since: state.since }) }));
    });
    // A refused connection also closes; that is where it is tried again.
    current.on('error', () => undefined);
    current.on('close', (code) => {
      if (code >= DO_NOT_COME_BACK) losses.push(`closed with ${code}`);
      else if (state.open) void delay(RECONNECT_MS).then(connect);
    });
  };

  await connect();
  await eventually(() => state.returns === 0);
  return {
    shown,
    losses,
    get returns() {
      return state.returns;
    },
    close: () => {
      state.open = false;
      socket?.close();
    },
  };
};
