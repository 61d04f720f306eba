import { describe, expect, it, jest } from '@jest/globals';
import { systemClock, userId, type Instant } from '@flexspace/kernel';
import type { Viewer } from '../../application/ports.js';
import { createSessionRegistry } from '../../application/session-registry.js';
import type { Admission } from './admission.js';

interface Handlers {
  upgrade(response: unknown, request: unknown, context: unknown): void;
  open(socket: unknown): void;
  message(socket: unknown, message: ArrayBuffer, isBinary: boolean): void;
  close(socket: unknown, code: number): void;
}

/** The library as it behaves when an upgrade is answered late: what happens inside of cork() is still the request's. */
const library = (closesWhileUpgrading = false) => {
  let handlers: Handlers | undefined;
  const calls: string[] = [];
  let corked = false;
  const note = (call: string): void => {
    calls.push(corked ? `${call} in the request` : call);
  };
  const request = { getHeader: (name: string) => name };
  const socket = {
    getUserData: () => socket,
    subscribe: (channel: string) => {
      note(`subscribe ${/^[a-z]+/.exec(channel)?.[0] ?? ''}`);
    },
    send: () => {
      note('send');
    },
  };
  const response = {
    onAborted: () => undefined,
    cork(work: () => void) {
      corked = true;
      work();
      if (closesWhileUpgrading) handlers?.close(socket, 1006);
      corked = false;
    },
    upgrade(data: object) {
      note('upgrade');
      handlers?.open(Object.assign(socket, data));
    },
  };
  const app = {
    ws(_path: string, given: Handlers) {
      handlers = given;
      return app;
    },
    any: () => app,
    publish: () => true,
  };
  return { app, calls, ask: () => handlers?.upgrade(response, request, {}) };
};

const viewer: Viewer = {
  userId: userId('00000000-0000-4000-8000-000000000001'),
  sessionId: undefined,
  expiresAt: Number.MAX_SAFE_INTEGER as Instant,
  token: 'token',
};

const start = async (fake: ReturnType<typeof library>) => {
  jest.resetModules();
  jest.unstable_mockModule('uWebSockets.js', () => ({
    App: () => fake.app,
    us_listen_socket_close: () => undefined,
    us_socket_local_port: () => 0,
  }));
  const { createSocketServer } = await import('./socket-server.js');
  const sessions = createSessionRegistry();
  const admitted = Promise.withResolvers<Admission>();
  const ignore = (): undefined => undefined;
  createSocketServer({
    host: '127.0.0.1',
    port: 0,
    admit: () => admitted.promise,
    sessions,
    handle: ignore,
    liveness: { isLive: () => false },
    clock: systemClock,
    telemetry: {
      socketOpened: ignore,
      socketClosed: ignore,
      upgradeRefused: ignore,
      frameReceived: ignore,
      frameRefused: ignore,
      eventFannedOut: ignore,
      slowReaderDropped: ignore,
      subscribed: ignore,
      topicRevoked: ignore,
      liveChanged: ignore,
    },
  });
  fake.ask();
  admitted.resolve({ ok: true, viewer });
  await new Promise((resolve) => setImmediate(resolve));
  return sessions;
};

describe('a socket whose upgrade is answered late', () => {
  it('is joined to its channels and spoken to once the request is over', async () => {
    const fake = library();
    const sessions = await start(fake);
    expect(fake.calls).toEqual(['upgrade in the request', 'subscribe global', 'subscribe user', 'send']);
    expect(sessions.size()).toBe(1);
  });

  it('is no session when it has ended before that', async () => {
    const fake = library(true);
    const sessions = await start(fake);
    expect(fake.calls).toEqual(['upgrade in the request']);
    expect(sessions.size()).toBe(0);
  });
});
