import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { systemClock, userId, type Instant } from '@flexspace/kernel';
import { createMetrics } from '@flexspace/service-kit';
import { WebSocket } from 'ws';
import { createSessionRegistry } from '../../src/application/session-registry.js';
import { createTelemetry } from '../../src/telemetry.js';
import { createSocketServer, type SocketServer } from '../../src/transport/ws/socket-server.js';

const SOCKETS = 2_000;
const AT_ONCE = 20;

let server: SocketServer;
let url: string;
let people = 0;

/** A new person each time, who is known some turns of the event loop after they asked: as when a token was never seen before. */
const admitLate = async () => {
  people += 1;
  const id = userId(`00000000-0000-4000-8000-${String(people).padStart(12, '0')}`);
  for (let turn = people % 4; turn >= 0; turn -= 1) await nextTurn();
  const expiresAt = Number.MAX_SAFE_INTEGER as Instant;
  return { ok: true as const, viewer: { userId: id, sessionId: undefined, expiresAt, token: String(people) } };
};

beforeAll(async () => {
  server = createSocketServer({
    host: '127.0.0.1',
    port: 0,
    admit: admitLate,
    sessions: createSessionRegistry(),
    handle: (session, { text = '' }) => {
      void nextTurn().then(() => {
        session.connection.batch(() => {
          session.connection.join(text);
          session.connection.send(`heard ${text}`);
        });
      });
    },
    liveness: { isLive: () => people % 2 === 0 },
    clock: systemClock,
    telemetry: createTelemetry(createMetrics()),
  });
  url = `ws://127.0.0.1:${await server.listen()}/ws`;
});
afterAll(() => {
  server.close();
});

/** Speaks as soon as the socket is open; gives what came back, or how the socket ended instead. */
const speak = async (word: string): Promise<string> => {
  const socket = new WebSocket(url);
  const answered = new Promise<string>((resolve) => {
    socket.on('close', (code) => {
      resolve(`closed with ${code}`);
    });
    socket.on('message', (data: Buffer) => {
      if (data.toString().startsWith('heard')) resolve(data.toString());
    });
  });
  await once(socket, 'open');
  socket.send(word);
  const answer = await answered;
  socket.terminate();
  return answer;
};

describe('sockets whose people are not known yet when they ask', () => {
  it('are all heard from their first word on, and none of them ends', async () => {
    const answers: string[] = [];
    const talk = async (first: number): Promise<void> => {
      for (let word = first; word < SOCKETS; word += AT_ONCE) answers.push(await speak(String(word)));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, (_, first) => talk(first)));
    expect(answers.filter((answer) => !answer.startsWith('heard'))).toEqual([]);
    expect(new Set(answers).size).toBe(SOCKETS);
  });
});
