import type { WebSocket } from 'uWebSockets.js';
import type { Connection, Viewer } from '../../application/ports.js';
import type { Session } from '../../application/session.js';
import type { Channel } from '../../domain/channel.js';
import { CLOSE, type CloseCause } from '../../domain/close-code.js';

/** What travels with a socket of the library. */
export interface SocketData {
  readonly viewer: Viewer;
  opened?: OpenSocket;
}

export interface OpenSocket {
  readonly session: Session;
  readonly connection: SocketConnection;
}

export type Socket = WebSocket<SocketData>;

export interface SocketConnection extends Connection {
  /** The library dropped a frame because the reader is behind. True the first time. */
  fallBehind(): boolean;
  /** The reader caught up: it can be told why it is let go. */
  caughtUp(): void;
  /** The library says the socket is gone. */
  closed(): void;
  isUsable(): boolean;
}

/** How long a reader that is behind may take to hear that it is let go. */
const LET_GO_AFTER_MS = 5_000;

export const createSocketConnection = (socket: Socket): SocketConnection => {
  const channels = new Set<Channel>();
  let open = true;
  let behind = false;
  let patience: NodeJS.Timeout | undefined;

  const connection: SocketConnection = {
    send(frame) {
      if (open && !behind) socket.send(frame, false);
    },
    join(channel) {
      if (!open || behind) return;
      channels.add(channel);
      socket.subscribe(channel);
    },
    leave(channel) {
      if (channels.delete(channel) && open) socket.unsubscribe(channel);
    },
    batch(work) {
      if (open) socket.cork(work);
    },
    close(cause: CloseCause) {
      if (!open) return;
      const { code, reason } = CLOSE[cause];
      socket.end(code, reason);
    },
    fallBehind() {
      if (behind) return false;
      behind = true;
      // Not from inside the fan-out that found it: the list of subscribers is being walked.
      setImmediate(() => {
        for (const channel of [...channels]) connection.leave(channel);
      });
      patience = setTimeout(() => {
        if (open) socket.close();
      }, LET_GO_AFTER_MS);
      return true;
    },
    caughtUp() {
      if (behind && open && socket.getBufferedAmount() === 0) connection.close('slowReader');
    },
    closed() {
      open = false;
      channels.clear();
      clearTimeout(patience);
    },
    isUsable: () => open && !behind,
  };
  return connection;
};
