import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { describe, it } from 'node:test';
import { ManagedProcess } from '../process/managed-process.mjs';
import { processIdentity } from '../process/process-identity.mjs';
import { RunRecord, stopRecorded } from '../process/run-record.mjs';
import { Supervisor } from '../process/supervisor.mjs';
import { waitUntil } from '../process/wait-until.mjs';
import { StackError } from '../stack-error.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

/** @param {import('node:test').TestContext} test */
function sleeper(test) {
  const child = spawn('sleep', ['60']);
  test.after(() => child.kill('SIGKILL'));
  return child;
}

/**
 * @param {import('node:test').TestContext} test
 * @param {string} script
 */
function nodeProcess(test, script) {
  /** @type {ManagedProcess | undefined} */
  let started;
  // Before the folder goes, in which its end is still recorded.
  test.after(() => started?.stop());
  const folder = temporaryFolder(test);
  const record = new RunRecord(path.join(folder, 'run.json'));
  const spec = { name: 'thing', command: process.execPath, args: ['-e', script], log: path.join(folder, 'thing.log') };
  const managed = new ManagedProcess(spec, record);
  started = managed;
  return { managed, record };
}

describe('the record of a run', () => {
  it('finds what still runs, and stops it', async (test) => {
    const child = sleeper(test);
    const file = path.join(temporaryFolder(test), 'run.json');
    new RunRecord(file).add('sleeper', child.pid ?? 0);
    const alive = RunRecord.alive(file);
    assert.deepEqual(
      alive.map(({ name, pid }) => ({ name, pid })),
      [{ name: 'sleeper', pid: child.pid }],
    );
    await Promise.all([once(child, 'exit'), stopRecorded(alive)]);
    assert.deepEqual(RunRecord.alive(file), []);
  });

  it('leaves a process alone that got the id of one of ours later', async (test) => {
    const child = sleeper(test);
    const file = path.join(temporaryFolder(test), 'run.json');
    const impostor = {
      name: 'ours',
      pid: child.pid ?? 0,
      identity: 'another boot/1',
      stopSignal: /** @type {const} */ ('SIGTERM'),
    };
    writeFileSync(file, JSON.stringify([impostor]));
    assert.deepEqual(RunRecord.alive(file), []);
    await stopRecorded([impostor]);
    assert.notEqual(processIdentity(child.pid ?? 0), undefined);
  });

  it('is empty when the file was cut short', (test) => {
    const file = path.join(temporaryFolder(test), 'run.json');
    writeFileSync(file, '[{"name":"po');
    assert.deepEqual(RunRecord.alive(file), []);
  });
});

describe('a managed process', () => {
  it('that ends before it is ready is one message with the end of its log', async (test) => {
    const { managed, record } = nodeProcess(test, 'console.error("no such port"); process.exit(3)');
    await managed.start();
    await assert.rejects(
      managed.waitReady(() => false, { timeoutMs: 10_000 }),
      /thing ended before it was ready \(exit code 3\)[^]*no such port/,
    );
    assert.deepEqual(record.processes, []);
  });

  it('that finds its port taken says so, and an earlier start’s words are not taken for its own', async (test) => {
    const folder = temporaryFolder(test);
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    test.after(() => server.close());
    const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
    const flag = path.join(folder, 'second');
    const script = `require('fs').existsSync('${flag}') ? process.exit(3) : require('net').createServer().listen(${port}, '127.0.0.1')`;
    const { managed } = nodeProcess(test, script);
    const failure = async () => {
      await managed.start();
      return managed.waitReady(() => false, { timeoutMs: 10_000 }).catch((/** @type {unknown} */ error) => error);
    };
    const first = await failure();
    assert.ok(first instanceof StackError);
    assert.match(first.message, /thing could not listen: another program took its port/);
    assert.match(first.remedy, /another free port is chosen/);
    writeFileSync(flag, '');
    assert.match(String(await failure()), /thing ended before it was ready \(exit code 3\)/);
  });

  it('that never becomes ready is one message too', async (test) => {
    const { managed } = nodeProcess(test, 'setInterval(() => undefined, 1000)');
    await managed.start();
    await assert.rejects(
      managed.waitReady(() => false, { timeoutMs: 200 }),
      /did not become ready in 0.2 s/,
    );
    await managed.stop();
    assert.equal(managed.running, false);
  });

  it('that cannot be started at all says so', async (test) => {
    const folder = temporaryFolder(test);
    const spec = { name: 'ghost', command: path.join(folder, 'absent'), args: [], log: path.join(folder, 'log') };
    await assert.rejects(
      new ManagedProcess(spec, new RunRecord(path.join(folder, 'run.json'))).start(),
      /ghost could not be started/,
    );
  });

  it('that ignores the polite signal is killed after its grace', async (test) => {
    const { managed } = nodeProcess(
      test,
      'process.on("SIGTERM", () => undefined); console.log("up"); setInterval(() => undefined, 1000)',
    );
    managed.spec.graceMs = 100;
    await managed.start();
    await managed.waitReady(() => managed.logTail().includes('up'), { timeoutMs: 10_000 });
    await managed.stop();
    assert.equal(await managed.ended, 'signal SIGKILL');
  });
});

describe('the supervisor', () => {
  it('starts again what died', async (test) => {
    const { managed } = nodeProcess(test, 'setInterval(() => undefined, 1000)');
    let restarts = 0;
    const supervisor = new Supervisor({
      say: () => undefined,
      onRestarted: () => (restarts += 1),
      giveUp: assert.fail,
    });
    await managed.start();
    supervisor.watch({ process: managed });
    const { pid } = managed;
    process.kill(pid ?? 0, 'SIGKILL');
    assert.ok(await waitUntil(() => restarts === 1 && managed.running, { timeoutMs: 10_000, everyMs: 20 }));
    assert.notEqual(managed.pid, pid);
    supervisor.close();
  });

  it('lets rest what was stopped on purpose after it was closed', async (test) => {
    const { managed } = nodeProcess(test, 'setInterval(() => undefined, 1000)');
    const supervisor = new Supervisor({ say: assert.fail, onRestarted: assert.fail, giveUp: assert.fail });
    await managed.start();
    supervisor.watch({ process: managed });
    supervisor.close();
    await managed.stop();
    assert.equal(managed.running, false);
  });
});
