import { once } from 'node:events';
import { eventually } from '@flexspace/testkit';
import { WebSocket } from 'ws';

export type Frame = Readonly<Record<string, unknown>>;

/** A browser's side of a socket: it remembers every frame and how it was closed. */
export interface SocketClient {
  readonly raw: WebSocket;
  readonly frames: Frame[];
  send(frame: object | string): void;
  /** The first frame, from now or before, that matches; each is handed out once. */
  next(wanted: Readonly<Record<string, unknown>>, withinMs?: number): Promise<Frame>;
  /** Frames about events of a topic, in the order they came. */
  events(topic: string): Frame[];
  /** Resolves with the close code. */
  closed(withinMs?: number): Promise<number>;
  close(): Promise<void>;
}

export interface SocketOptions {
  readonly cookie?: string;
  readonly bearer?: string;
  readonly origin?: string;
}

const headersOf = ({ cookie, bearer, origin }: SocketOptions): Record<string, string> => ({
  ...(cookie !== undefined && { cookie: `theme=dark; flexspace_access=${cookie}` }),
  ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
  ...(origin !== undefined && { origin }),
});

const socketUrl = (url: string): string => `${url.replace('http', 'ws')}/ws`;

const matches = (frame: Frame, wanted: Readonly<Record<string, unknown>>): boolean =>
  Object.entries(wanted).every(([key, value]) => frame[key] === value);

export const openSocket = async (url: string, options: SocketOptions): Promise<SocketClient> => {
  const raw = new WebSocket(socketUrl(url), { headers: headersOf(options) });
  const frames: Frame[] = [];
  const handedOut = new Set<Frame>();
  let code: number | undefined;
  raw.on('message', (data: Buffer) => {
    frames.push(JSON.parse(data.toString()) as Frame);
  });
  raw.on('close', (closeCode) => {
    code = closeCode;
  });
  await once(raw, 'open');
  return {
    raw,
    frames,
    send(frame) {
      raw.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
    },
    next: (wanted, withinMs = 20_000) =>
      eventually(
        () => {
          const found = frames.find((frame) => !handedOut.has(frame) && matches(frame, wanted));
          if (found === undefined) throw new Error(`no ${JSON.stringify(wanted)} among ${JSON.stringify(frames)}`);
          handedOut.add(found);
          return found;
        },
        { withinMs },
      ),
    events: (topic) => frames.filter((frame) => frame['topic'] === topic && frame['event_id'] !== undefined),
    closed: (withinMs = 20_000) =>
      eventually(
        () => {
          if (code === undefined) throw new Error('the socket is still open');
          return code;
        },
        { withinMs },
      ),
    async close() {
      if (raw.readyState === WebSocket.CLOSED) return;
      raw.resume();
      raw.terminate();
      await eventually(() => raw.readyState === WebSocket.CLOSED);
    },
  };
};

/** The HTTP status with which an upgrade is refused. */
export const refusedStatus = async (url: string, options: SocketOptions): Promise<number> => {
  const raw = new WebSocket(socketUrl(url), { headers: headersOf(options) });
  return new Promise((resolve, reject) => {
    raw.on('unexpected-response', (request, response) => {
      resolve(response.statusCode ?? 0);
      response.resume();
      request.destroy();
    });
    raw.on('error', () => undefined);
    raw.on('open', () => {
      raw.terminate();
      reject(new Error('the socket was opened'));
    });
  });
};
