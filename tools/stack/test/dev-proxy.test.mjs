import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import path from 'node:path';
import { describe, it } from 'node:test';
import { startDevProxy } from '../development/dev-proxy.mjs';
import { Ports } from '../process/free-ports.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

/**
 * A server that says who it is, over HTTP and over an upgraded connection, which it never ends by itself.
 * @param {import('node:test').TestContext} test
 * @param {string} name
 */
async function backend(test, name) {
  const server = createServer((request, response) => response.end(`${name} ${request.url}`));
  server.on('upgrade', (_request, socket) => {
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n${name}`);
    test.after(() => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  test.after(() => server.close());
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('the proxy of npm run dev', () => {
  it('parts the product from the web app, and closes with sockets still open', { timeout: 10_000 }, async (test) => {
    const port = await new Ports(path.join(temporaryFolder(test), 'ports.json')).take('app');
    const gatewayPort = await backend(test, 'gateway');
    const vitePort = await backend(test, 'vite');
    const proxy = await startDevProxy({ port, gatewayPort, vitePort });
    const get = async (/** @type {string} */ url) => (await fetch(`http://127.0.0.1:${port}${url}`)).text();
    assert.equal(await get('/api/rooms/1/'), 'gateway /api/rooms/1/');
    assert.equal(await get('/apiary'), 'vite /apiary');
    assert.equal(await get('/src/main.ts'), 'vite /src/main.ts');
    for (const [url, name] of [
      ['/ws', 'gateway'],
      ['/vite-hmr?token=1', 'vite'],
    ]) {
      const socket = connect(port, '127.0.0.1');
      socket.write(`GET ${url} HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n`);
      let text = '';
      for await (const chunk of socket.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
        text += chunk;
        if (text.endsWith(name ?? '')) break;
      }
      assert.match(text, /^HTTP\/1\.1 101/);
    }
    await proxy.close();
  });
});
