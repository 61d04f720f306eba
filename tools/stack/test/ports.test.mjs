import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import { describe, it } from 'node:test';
import { Ports } from '../process/free-ports.mjs';
import { StackError } from '../stack-error.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

/**
 * @param {import('node:test').TestContext} test
 * @param {number} port
 */
async function occupy(test, port) {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  test.after(() => server.close());
}

describe('ports', () => {
  it('stay the same across restarts', async (test) => {
    const file = path.join(temporaryFolder(test), 'ports.json');
    const first = await new Ports(file).take('app');
    assert.equal(await new Ports(file).take('app'), first);
  });

  it('change when somebody else has taken them meanwhile, and are remembered anew', async (test) => {
    const file = path.join(temporaryFolder(test), 'ports.json');
    const first = await new Ports(file).take('app');
    await occupy(test, first);
    const second = await new Ports(file).take('app');
    assert.notEqual(second, first);
    assert.equal(await new Ports(file).take('app'), second);
  });

  it('are never given twice', async (test) => {
    const ports = new Ports(path.join(temporaryFolder(test), 'ports.json'), { one: 0, two: 0 });
    assert.notEqual(await ports.take('one'), await ports.take('two'));
  });

  it('that were asked for by number and are taken are one clear message', async (test) => {
    const ports = new Ports(path.join(temporaryFolder(test), 'ports.json'));
    const port = await ports.take('any');
    await occupy(test, port);
    await assert.rejects(
      ports.insist('app', port),
      (error) => error instanceof StackError && error.message.includes(String(port)),
    );
  });
});
