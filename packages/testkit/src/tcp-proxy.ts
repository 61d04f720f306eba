import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Stands between a client and a server, to take the server away without touching it. */
export interface TcpProxy {
  readonly host: string;
  readonly port: number;
  /** The target's URL with this proxy's address in it. */
  readonly url: string;
  /** Cuts all connections and refuses new ones. */
  cut(): void;
  /** Keeps connections open, and lets nothing through: a network that swallows packets. */
  freeze(): void;
  restore(): void;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';

export const createTcpProxy = async (targetUrl: string): Promise<TcpProxy> => {
  const target = new URL(targetUrl);
  const sockets = new Set<Socket>();
  let mode: 'open' | 'cut' | 'frozen' = 'open';

  const track = (socket: Socket, other: () => Socket): void => {
    sockets.add(socket);
    // The other side hears of it by its own end.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      other().destroy();
    });
  };

  const server = createServer((near) => {
    if (mode === 'cut') {
      near.destroy();
      return;
    }
    const far = connect(Number(target.port), target.hostname);
    track(near, () => far);
    track(far, () => near);
    near.pipe(far).pipe(near);
    if (mode === 'frozen') stall(near, far);
  });
  const stall = (...streams: Socket[]): void => {
    for (const stream of streams) {
      stream.unpipe();
      stream.pause();
    }
  };
  await new Promise<void>((resolve) => {
    server.listen(0, HOST, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const url = new URL(targetUrl);
  url.hostname = HOST;
  url.port = String(port);

  const dropAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    host: HOST,
    port,
    url: url.href,
    cut() {
      mode = 'cut';
      dropAll();
    },
    freeze() {
      mode = 'frozen';
      stall(...sockets);
    },
    restore() {
      // A stream that lost bytes cannot be mended; whoever was frozen connects anew.
      if (mode === 'frozen') dropAll();
      mode = 'open';
    },
    close: () =>
      new Promise((resolve) => {
        dropAll();
        server.close(() => {
          resolve();
        });
      }),
  };
};
