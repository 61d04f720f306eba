import { request as send, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { NotFound, Unavailable } from '@flexspace/kernel';
import type { Logger } from '@flexspace/service-kit';
import { forwardedHeaders } from './forwarded-headers.js';
import { PROBLEM_TYPE, toProblem } from './problem-details.js';
import { requestIdOf } from './request-id.js';

const CONNECT_TIMEOUT_MS = 5_000;
const PATH = '/ws';

interface ProxyOptions {
  readonly upstream: string;
  readonly publicUrl: string;
  readonly logger: Logger;
}

const refuse = (socket: Duplex, error: NotFound | Unavailable, requestId: string): void => {
  const problem = toProblem(error, requestId);
  const body = JSON.stringify(problem);
  const lines = [
    `HTTP/1.1 ${problem.status} ${problem.title}`,
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
    ...(problem.status === 503 ? ['retry-after: 2'] : []),
    'connection: close',
  ];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
};

/** The status line and headers of an answer, byte for byte as they came. */
const headOf = (answer: IncomingMessage): string => {
  const lines = [`HTTP/1.1 ${answer.statusCode ?? 502} ${answer.statusMessage ?? ''}`];
  for (let at = 0; at + 1 < answer.rawHeaders.length; at += 2) {
    lines.push(`${answer.rawHeaders[at] ?? ''}: ${answer.rawHeaders[at + 1] ?? ''}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
};

/**
 * Passes /ws on to the realtime gateway, for where no ingress does: after the handshake the two sockets are one pipe, so what
 * is said on them, and how fast, stays between the browser and the realtime gateway. Returns what closes all of them.
 */
export const proxyWebSockets = (server: Server, { upstream, publicUrl, logger }: ProxyOptions): (() => void) => {
  const target = new URL(upstream);
  const seen = new URL(publicUrl);
  const open = new Set<Duplex>();

  const track = (socket: Duplex): void => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
  };

  const join = (client: Duplex, head: Buffer, [answer, behind, first]: [IncomingMessage, Duplex, Buffer]): void => {
    track(behind);
    client.write(headOf(answer));
    if (first.length > 0) client.write(first);
    if (head.length > 0) behind.write(head);
    behind.pipe(client).on('close', () => behind.destroy());
    client.pipe(behind).on('close', () => client.destroy());
  };

  server.on('upgrade', (request: IncomingMessage, client: Duplex, head: Buffer) => {
    track(client);
    const requestId = requestIdOf(request);
    const path = request.url ?? '/';
    if (path !== PATH && !path.startsWith(`${PATH}?`) && path !== `${PATH}/`) {
      refuse(client, new NotFound('address'), requestId);
      return;
    }
    const headers = {
      ...forwardedHeaders(request, { publicUrl: seen, requestId }),
      connection: 'Upgrade',
      upgrade: 'websocket',
    };
    const outgoing = send(new URL(path, target.origin), { headers, timeout: CONNECT_TIMEOUT_MS });
    client.on('close', () => outgoing.destroy());
    outgoing.on('upgrade', (answer, behind, first) => {
      behind.setTimeout(0);
      join(client, head, [answer, behind, first]);
    });
    outgoing.on('response', (answer) => {
      client.write(headOf(answer));
      answer.pipe(client);
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer in time')));
    outgoing.on('error', (error) => {
      if (client.destroyed) return;
      logger.warn({ err: error }, 'the realtime gateway cannot be reached');
      refuse(client, new Unavailable('The live connection', error), requestId);
    });
    outgoing.end();
  });

  return () => {
    for (const socket of open) socket.destroy();
  };
};
