import { STATUS_CODES } from 'node:http';
import { App, us_listen_socket_close, us_socket_local_port, type us_listen_socket } from 'uWebSockets.js';
import type { HttpRequest, HttpResponse, us_socket_context_t } from 'uWebSockets.js';
import type { Clock } from '@flexspace/kernel';
import type { Broadcaster, GatewayTelemetry, Liveness } from '../../application/ports.js';
import type { MessageHandler } from '../../application/handle-message.js';
import type { SessionRegistry } from '../../application/session-registry.js';
import { openSession } from '../../application/session.js';
import { LIMITS } from '../../domain/limits.js';
import { statusFrame } from '../../domain/server-frame.js';
import type { Admit, Admission, UpgradeRequest } from './admission.js';
import { createSocketConnection, type Socket, type SocketData } from './socket-connection.js';

export interface SocketServer extends Broadcaster {
  /** The port that was bound. */
  listen(): Promise<number>;
  /** No new sockets from here on. */
  stopListening(): void;
  /** Drops what is still open. */
  close(): void;
}

export interface SocketServerNeeds {
  readonly host: string;
  readonly port: number;
  readonly admit: Admit;
  readonly sessions: SessionRegistry;
  readonly handle: MessageHandler;
  readonly liveness: Liveness;
  readonly clock: Clock;
  readonly telemetry: GatewayTelemetry;
}

/** A little above our own limit, so that a frame which is too large gets an answer; far above it the library just hangs up. */
const MAX_PAYLOAD_BYTES = 64 * 1024;
/** Clients ping every 30 s, and the library pings those that do not. */
const IDLE_TIMEOUT_S = 120;

const readRequest = (request: HttpRequest): UpgradeRequest => ({
  origin: request.getHeader('origin'),
  host: request.getHeader('host'),
  cookie: request.getHeader('cookie'),
  authorization: request.getHeader('authorization'),
});

const refuse = (response: HttpResponse, { status, detail }: Extract<Admission, { ok: false }>): void => {
  response.writeStatus(`${status} ${STATUS_CODES[status] ?? ''}`);
  response.writeHeader('content-type', 'application/problem+json');
  response.writeHeader('cache-control', 'no-store');
  if (status === 503 || status === 429) response.writeHeader('retry-after', '2');
  response.end(JSON.stringify({ title: STATUS_CODES[status], status, detail }));
};

export const createSocketServer = (needs: SocketServerNeeds): SocketServer => {
  const { sessions, telemetry } = needs;
  let listening: us_listen_socket | undefined;
  /** What the upgrade of this moment has opened. */
  let fresh: Socket | undefined;

  const upgrade = (response: HttpResponse, request: HttpRequest, context: us_socket_context_t): void => {
    // The library's request is gone once this function returns: what is needed later is read now.
    const asked = readRequest(request);
    const key = request.getHeader('sec-websocket-key');
    const protocol = request.getHeader('sec-websocket-protocol');
    const extensions = request.getHeader('sec-websocket-extensions');
    let aborted = false;
    response.onAborted(() => {
      aborted = true;
    });
    void needs.admit(asked).then((admission) => {
      if (!admission.ok) telemetry.upgradeRefused(admission.status);
      if (aborted) return;
      response.cork(() => {
        if (!admission.ok) refuse(response, admission);
        else response.upgrade<SocketData>({ viewer: admission.viewer }, key, protocol, extensions, context);
      });
      welcome();
    });
  };

  /**
   * Not from within the upgrade: when that runs late and the socket stays where the request was, the library looks once more at
   * the request's state, in memory that is free by then. Whatever is allocated meanwhile may lie there and read as "close this
   * connection", and a socket in some thousands ended right after it had opened.
   */
  const welcome = (): void => {
    if (fresh === undefined) return;
    const socket = fresh;
    fresh = undefined;
    const data = socket.getUserData();
    const connection = createSocketConnection(socket);
    const session = openSession(data.viewer, connection, needs.clock.now());
    data.opened = { session, connection };
    sessions.add(session);
    telemetry.socketOpened();
    if (!needs.liveness.isLive()) connection.send(statusFrame(false));
  };

  const app = App()
    .ws<SocketData>('/ws', {
      compression: 0,
      maxPayloadLength: MAX_PAYLOAD_BYTES,
      maxBackpressure: LIMITS.sendBufferBytes,
      idleTimeout: IDLE_TIMEOUT_S,
      upgrade,
      open: (socket) => {
        fresh = socket;
      },
      message: (socket, message, isBinary) => {
        const current = socket.getUserData().opened;
        if (current === undefined || !current.connection.isUsable()) return;
        const text = isBinary || message.byteLength > LIMITS.inboundBytes ? undefined : Buffer.from(message).toString();
        needs.handle(current.session, { bytes: message.byteLength, text });
      },
      dropped: (socket) => {
        if (socket.getUserData().opened?.connection.fallBehind() === true) telemetry.slowReaderDropped();
      },
      drain: (socket) => {
        socket.getUserData().opened?.connection.caughtUp();
      },
      close: (socket, code) => {
        if (fresh === socket) fresh = undefined;
        const current = socket.getUserData().opened;
        if (current === undefined) return;
        current.connection.closed();
        sessions.remove(current.session);
        telemetry.socketClosed(code);
      },
    })
    .any('/*', (response) => {
      refuse(response, { ok: false, status: 404, detail: 'There is only /ws here.' });
    });

  return {
    listen: () =>
      new Promise((resolve, reject) => {
        app.listen(needs.host, needs.port, (token) => {
          if (token === false) {
            reject(new Error(`cannot listen on ${needs.host}:${needs.port}`));
            return;
          }
          listening = token;
          resolve(us_socket_local_port(token));
        });
      }),
    stopListening() {
      if (listening !== undefined) us_listen_socket_close(listening);
      listening = undefined;
    },
    publish(channel, frame) {
      app.publish(channel, frame, false);
    },
    close() {
      app.close();
    },
  };
};
