import { connect, type Socket } from 'node:net';

/** Sends the same kind of POST over and over, one at a time on each of its connections. */
export interface PlainPosts {
  /** The status of the answer, once it has come to its end. */
  post(body: string): Promise<number>;
  close(): void;
}

export interface PlainPostsOptions {
  /** Where it goes: `http://127.0.0.1:8080`. */
  readonly origin: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface Line {
  readonly socket: Socket;
  heard: Buffer;
  answered: ((status: number) => void) | undefined;
  failed: ((error: Error) => void) | undefined;
}

const HEAD_END = '\r\n\r\n';
const LENGTH = /\r\ncontent-length: (\d+)/i;

/** The status of an answer that is complete; undefined while some of it is missing. */
const statusOf = (heard: Buffer): number | undefined => {
  const end = heard.indexOf(HEAD_END);
  if (end < 0) return undefined;
  const head = heard.toString('latin1', 0, end);
  const length = LENGTH.exec(head)?.[1];
  if (length === undefined) throw new Error(`an answer without a length: ${head}`);
  return heard.length < end + HEAD_END.length + Number(length) ? undefined : Number(head.slice(9, 12));
};

/**
 * A client that does next to nothing, because it shares the cores with what it measures: the head of the request is made once,
 * and of an answer it reads the status and the length.
 */
export const createPlainPosts = ({ origin, path, headers }: PlainPostsOptions): PlainPosts => {
  const { hostname, port, host } = new URL(origin);
  const fixed = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `POST ${path} HTTP/1.1\r\n${fixed.join('')}content-length: `;
  const all = new Set<Line>();
  const idle: Line[] = [];

  const open = (): Line => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    const line: Line = { socket, heard: Buffer.alloc(0), answered: undefined, failed: undefined };
    all.add(line);
    const end = (error: Error): void => {
      all.delete(line);
      const at = idle.indexOf(line);
      if (at >= 0) idle.splice(at, 1);
      socket.destroy();
      line.failed?.(error);
    };
    socket.on('error', end);
    socket.on('close', () => {
      end(new Error('the connection was closed'));
    });
    socket.on('data', (chunk) => {
      line.heard = line.heard.length === 0 ? chunk : Buffer.concat([line.heard, chunk]);
      try {
        const status = statusOf(line.heard);
        if (status === undefined) return;
        line.heard = Buffer.alloc(0);
        idle.push(line);
        line.answered?.(status);
      } catch (error) {
        end(error instanceof Error ? error : new Error(String(error)));
      }
    });
    return line;
  };

  return {
    post: (body) =>
      new Promise((resolve, reject) => {
        const line = idle.pop() ?? open();
        line.answered = resolve;
        line.failed = reject;
        line.socket.write(`${head}${Buffer.byteLength(body)}${HEAD_END}${body}`);
      }),
    close() {
      for (const { socket } of all) socket.destroy();
    },
  };
};
