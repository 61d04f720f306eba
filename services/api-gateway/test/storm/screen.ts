import { once } from 'node:events';
import { eventually } from '@flexspace/testkit';
import { WebSocket } from 'ws';
import type { Shown } from './known.js';

interface BookingFrame {
  readonly id: number;
  readonly desk: { readonly id: number };
  readonly start_time: string;
  readonly end_time: string;
  readonly version: number;
  readonly user: { readonly id: string } | null;
}

interface Frame {
  readonly type: string;
  readonly topic?: string;
  readonly position?: string;
  readonly recovered?: boolean;
  readonly more?: boolean;
  readonly desk_id?: number;
  readonly bookings?: readonly BookingFrame[];
  readonly deleted_ids?: readonly number[];
  readonly is_booked?: boolean;
  readonly booked_by?: { readonly id: string } | null;
}

/** Somebody who looks at rooms from before the first booking on, and applies what the socket says as the app does. */
export interface Screen {
  readonly bookings: ReadonlyMap<number, Shown>;
  /** Who has each desk now, of those that were ever heard of. */
  readonly occupants: ReadonlyMap<number, string | null>;
  /** What the gateway answered to each coming back: whether it had everything that was missed. */
  readonly recoveries: readonly (boolean | undefined)[];
  /** Drops the connection, waits, and comes back where it was. */
  blink(awayMs: number): Promise<void>;
  close(): void;
}

export const openScreen = async (where: {
  readonly url: string;
  readonly token: string;
  readonly topics: readonly string[];
}): Promise<Screen> => {
  const bookings = new Map<number, Shown>();
  const occupants = new Map<number, string | null>();
  const positions = new Map<string, string>();
  const recoveries: (boolean | undefined)[] = [];
  let socket: WebSocket;

  const apply = (frame: Frame): void => {
    if (frame.type === 'update_bookings') {
      // A desk only loses what it had: news of two desks have no order between them.
      for (const id of frame.deleted_ids ?? []) if (bookings.get(id)?.desk === frame.desk_id) bookings.delete(id);
      for (const one of frame.bookings ?? []) {
        if ((bookings.get(one.id)?.version ?? 0) > one.version) continue;
        bookings.set(one.id, {
          desk: one.desk.id,
          start: Date.parse(one.start_time),
          end: Date.parse(one.end_time),
          version: one.version,
          user: one.user?.id ?? '',
        });
      }
    }
    if (frame.type === 'desk_status' && frame.desk_id !== undefined) {
      occupants.set(frame.desk_id, frame.is_booked === true ? (frame.booked_by?.id ?? '') : null);
    }
    if (frame.topic !== undefined && frame.position !== undefined && frame.more !== true) {
      positions.set(frame.topic, frame.position);
    }
  };

  const connect = async (): Promise<void> => {
    socket = new WebSocket(where.url, { headers: { cookie: `flexspace_access=${where.token}` } });
    const subscribed = new Map<string, boolean | undefined>();
    const trouble: string[] = [];
    socket.on('close', (code) => trouble.push(`closed with ${code}`));
    socket.on('message', (data: Buffer) => {
      const frame = JSON.parse(data.toString()) as Frame;
      if (frame.type === 'error') trouble.push(data.toString());
      else if (frame.type === 'subscribed') subscribed.set(frame.topic ?? '', frame.recovered);
      else apply(frame);
      if (frame.type === 'subscribed' && frame.topic !== undefined && !positions.has(frame.topic)) {
        positions.set(frame.topic, frame.position ?? '');
      }
    });
    await once(socket, 'open');
    for (const topic of where.topics) {
      const since = positions.get(topic);
      socket.send(JSON.stringify({ type: 'subscribe', topic, ...(since !== undefined && { since }) }));
    }
    await eventually(() => {
      if (where.topics.every((topic) => subscribed.has(topic))) return;
      throw new Error(`not every topic is subscribed to, and the socket heard ${JSON.stringify(trouble)}`);
    });
    recoveries.push(...subscribed.values());
  };

  await connect();
  recoveries.length = 0;
  return {
    bookings,
    occupants,
    recoveries,
    async blink(awayMs) {
      socket.terminate();
      const back = Date.now() + awayMs;
      await eventually(() => Date.now() >= back);
      await connect();
    },
    close() {
      socket.terminate();
    },
  };
};
