import { WebSocket } from 'ws';
import { z } from 'zod';
import { eventually } from './eventually.js';
import type { Person } from './person.js';
import { runningProduct } from './running-product.js';

const frame = z.looseObject({ type: z.string(), topic: z.string().optional(), event_id: z.string().optional() });
export type Frame = z.output<typeof frame>;

/** A socket that keeps everything it is sent. */
export interface Listener {
  readonly frames: readonly Frame[];
  subscribe(topic: string): Promise<void>;
  /** The first frame that fits, waiting for it if need be. */
  expect(fits: (frame: Frame) => boolean): Promise<Frame>;
  close(): void;
}

export const listen = async (person: Person): Promise<Listener> => {
  const { ws } = await runningProduct();
  const socket = new WebSocket(ws, { headers: { cookie: person.cookie, origin: person.origin } });
  const frames: Frame[] = [];
  let ended = 'and it is still open';
  socket.on('close', (code, reason) => {
    ended = `and it was closed with ${code} ${reason.toString('utf8')}`;
  });
  socket.on('message', (data: Buffer) => {
    frames.push(frame.parse(JSON.parse(data.toString('utf8'))));
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  const expectFrame = async (fits: (one: Frame) => boolean): Promise<Frame> => {
    try {
      return await eventually(() => frames.find(fits));
    } catch (error) {
      const last = JSON.stringify(frames.slice(-5));
      throw new Error(`no such frame; the last ones on this socket were ${last}, ${ended}`, { cause: error });
    }
  };
  return {
    frames,
    expect: expectFrame,
    async subscribe(topic) {
      socket.send(JSON.stringify({ type: 'subscribe', topic }));
      await expectFrame((one) => one.type === 'subscribed' && one.topic === topic);
    },
    close: () => {
      socket.close();
    },
  };
};
