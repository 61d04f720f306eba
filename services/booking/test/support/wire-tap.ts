import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Stands between a service and PostgreSQL and writes down what it is asked, round trip by round trip. */
export interface WireTap {
  readonly url: string;
  /** The statements since the last call, each as its name or its text. */
  taken(): string[];
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
/** A startup message has no type; every other one is a letter, a length, and its content. */
const STARTUP_HEAD = 4;
const HEAD = 5;

const textAt = (content: Buffer, start: number): string => content.toString('utf8', start, content.indexOf(0, start));

/** Reads the messages of one connection from client to server; the end of each round trip is given with its statement. */
const createReader = (onRoundTrip: (statement: string) => void): ((chunk: Buffer) => void) => {
  let heard = Buffer.alloc(0);
  let started = false;
  let statement = '';

  const hear = (type: string, content: Buffer): void => {
    if (type === 'Q') onRoundTrip(textAt(content, 0));
    else if (type === 'P') statement = textAt(content, 0) || textAt(content, 1);
    else if (type === 'B') {
      const portal = content.indexOf(0);
      statement = textAt(content, portal + 1) || statement;
    } else if (type === 'S') onRoundTrip(statement);
  };

  return (chunk) => {
    heard = Buffer.concat([heard, chunk]);
    for (;;) {
      const head = started ? HEAD : STARTUP_HEAD;
      if (heard.length < head) return;
      const size = heard.readUInt32BE(head - 4) + (started ? 1 : 0);
      if (heard.length < size) return;
      if (started) hear(heard.toString('latin1', 0, 1), heard.subarray(head, size));
      started = true;
      heard = heard.subarray(size);
    }
  };
};

export const startWireTap = async (targetUrl: string): Promise<WireTap> => {
  const target = new URL(targetUrl);
  const sockets = new Set<Socket>();
  let statements: string[] = [];

  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    const read = createReader((statement) => {
      statements.push(statement);
    });
    near.on('data', read);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, HOST, resolve);
  });
  const url = new URL(targetUrl);
  url.hostname = HOST;
  url.port = String((server.address() as AddressInfo).port);

  return {
    url: url.href,
    taken() {
      const result = statements;
      statements = [];
      return result;
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => {
          resolve();
        });
      }),
  };
};
