import { createServer, request } from 'node:http';
import { connect } from 'node:net';

/** What the api-gateway answers; everything else is the web app, and that comes from Vite. */
const PRODUCT = /^\/(api|auth|media|healthz|ws)(\/|\?|$)/;

/**
 * One port in front of the api-gateway and Vite, so that development has the same single origin as production.
 * @param {{ port: number, gatewayPort: number, vitePort: number }} ports
 * @returns {Promise<{ close(): Promise<void> }>}
 */
export function startDevProxy({ port, gatewayPort, vitePort }) {
  const target = (/** @type {string | undefined} */ url) => (PRODUCT.test(url ?? '/') ? gatewayPort : vitePort);
  const server = createServer((incoming, response) => {
    const { method, url, headers } = incoming;
    const outgoing = request({ host: '127.0.0.1', port: target(url), method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(response);
    });
    outgoing.once('error', () => {
      if (!response.headersSent) response.writeHead(502, { 'content-type': 'text/plain' });
      response.end('This part of FlexSpace is being reloaded. Try again in a second.\n');
    });
    response.once('close', () => outgoing.destroy());
    incoming.pipe(outgoing);
  });
  /** @type {Set<import('node:stream').Duplex>} */
  const upgraded = new Set();
  server.on('upgrade', (incoming, socket, head) => {
    const upstream = connect(target(incoming.url), '127.0.0.1', () => {
      upstream.write(rawRequest(incoming));
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    // Half a socket is of no use to either side, and would keep the server from closing.
    const directions = /** @type {[import('node:stream').Duplex, import('node:stream').Duplex][]} */ ([
      [socket, upstream],
      [upstream, socket],
    ]);
    for (const [side, other] of directions) {
      upgraded.add(side);
      side.once('end', () => other.destroy());
      side.once('error', () => other.destroy());
      side.once('close', () => {
        upgraded.delete(side);
        other.destroy();
      });
    }
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () =>
      resolve({
        close: () =>
          new Promise((closed) => {
            server.close(() => closed(undefined));
            server.closeAllConnections();
            for (const socket of upgraded) socket.destroy();
          }),
      }),
    );
  });
}

/**
 * The request line and headers as they came; an upgraded connection is passed on untouched from there.
 * @param {import('node:http').IncomingMessage} incoming
 */
function rawRequest({ method, url, httpVersion, rawHeaders }) {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let index = 0; index < rawHeaders.length; index += 2)
    lines.push(`${rawHeaders[index]}: ${rawHeaders[index + 1]}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}
