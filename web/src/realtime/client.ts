import { backoffMs } from './backoff.js';
import { readMessage, type LiveEvent, type ServerMessage } from './events.js';
import { Topics, type TopicListener } from './topics.js';

const pingEveryMs = 30_000;
/** WebSocket.OPEN, by value: fakes of a socket have no constants. */
const socketOpen = 1;
const pongWithinMs = 10_000;
const renewEveryMs = 4 * 60_000;
const offlineAfterAttempts = 6;

export type LinkState = 'idle' | 'connecting' | 'live' | 'reconnecting' | 'offline' | 'stopped';
export interface LinkStatus {
  readonly state: LinkState;
  readonly lastHeardAt: number | null;
  readonly roundTripMs: number | null;
}

export interface RealtimeDeps {
  readonly open: () => WebSocket;
  /** Makes the access cookie fresh; false when the session is over. */
  readonly refresh: () => Promise<boolean>;
  /** Asks the API something cheap, so that an upgrade refused for its cookie is repaired there. */
  readonly probe: () => Promise<void>;
  readonly onStatus: (status: LinkStatus) => void;
  readonly onSignedOut: () => void;
  readonly onGlobal: (event: LiveEvent) => void;
  readonly isOnline: () => boolean;
  readonly random?: () => number;
}

/** One socket per tab that comes back by itself, asks for what it missed and says so when it could not have it. */
export class RealtimeClient {
  readonly #deps: RealtimeDeps;
  readonly #topics: Topics;
  #socket: WebSocket | null = null;
  #status: LinkStatus = { state: 'idle', lastHeardAt: null, roundTripMs: null };
  #attempt = 0;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #pingTimer: ReturnType<typeof setInterval> | undefined;
  #pongTimer: ReturnType<typeof setTimeout> | undefined;
  #renewTimer: ReturnType<typeof setTimeout> | undefined;
  #pingSentAt = 0;

  constructor(deps: RealtimeDeps) {
    this.#deps = deps;
    this.#topics = new Topics((message) => {
      this.#send(message);
    });
  }

  start(): void {
    if (this.#status.state !== 'idle' && this.#status.state !== 'stopped') return;
    this.#attempt = 0;
    this.#report({ state: 'connecting' });
    this.#connect();
  }

  stop(): void {
    this.#clearTimers();
    const socket = this.#socket;
    this.#socket = null;
    socket?.close(1000);
    this.#topics.forgetPositions();
    this.#report({ state: 'stopped', roundTripMs: null });
  }

  /** Joins a topic; the returned function leaves it. */
  subscribe(topic: string, listener: TopicListener): () => void {
    return this.#topics.add(topic, listener);
  }

  /** The network came or went, or the tab is looked at again: act now rather than when a timer fires. */
  nudge(): void {
    if (this.#status.state === 'stopped' || this.#status.state === 'idle') return;
    if (!this.#deps.isOnline()) {
      this.#report({ state: 'offline' });
      return;
    }
    if (this.#socket?.readyState === socketOpen) {
      this.#ping();
      return;
    }
    if (this.#retryTimer !== undefined) {
      clearTimeout(this.#retryTimer);
      this.#retryTimer = undefined;
      this.#connect();
    }
  }

  #connect(): void {
    const socket = this.#deps.open();
    const previous = this.#socket;
    let opened = false;
    socket.addEventListener('open', () => {
      opened = true;
      this.#socket = socket;
      this.#attempt = 0;
      // The new socket joins before the old one goes, so no event falls between them.
      this.#topics.joinAll();
      previous?.close(1000);
      this.#report({ state: 'live', lastHeardAt: Date.now() });
      this.#beat();
    });
    socket.addEventListener('message', (message: MessageEvent<unknown>) => {
      if (typeof message.data === 'string') this.#receive(readMessage(message.data));
    });
    socket.addEventListener('close', (closed: CloseEvent) => {
      if (opened && this.#socket !== socket) return;
      if (this.#status.state === 'stopped') return;
      if (this.#socket === socket) this.#socket = null;
      this.#lost(closed.code, opened);
    });
  }

  #lost(code: number, opened: boolean): void {
    if (this.#socket !== null) return; // a renewal failed, yet the old socket still serves
    this.#clearTimers();
    if (code >= 4500 && code < 5000) {
      this.stop();
      if (code === 4500) this.#deps.onSignedOut();
      return;
    }
    const tired = this.#attempt >= offlineAfterAttempts || !this.#deps.isOnline();
    this.#report({ state: tired ? 'offline' : 'reconnecting', roundTripMs: null });
    if (code === 4401) return void this.#refreshThenConnect();
    const delay = backoffMs(this.#attempt, this.#deps.random);
    this.#attempt += 1;
    this.#retryTimer = setTimeout(() => {
      this.#retryTimer = undefined;
      if (opened) this.#connect();
      else void this.#probeThenConnect();
    }, delay);
  }

  async #refreshThenConnect(): Promise<void> {
    const alive = await this.#deps.refresh().catch(() => null); // null: could not ask, so keep trying
    if (this.#status.state === 'stopped') return;
    if (alive === false) {
      this.stop();
      this.#deps.onSignedOut();
    } else if (alive === null) this.#lost(1006, true);
    else this.#connect();
  }

  async #probeThenConnect(): Promise<void> {
    // A refusal at the upgrade looks like any broken line; the probe's own 401 handling repairs the cookie.
    await this.#deps.probe().catch(() => undefined);
    if (this.#status.state !== 'stopped' && this.#socket === null) this.#connect();
  }

  #beat(): void {
    this.#clearTimers();
    this.#ping();
    this.#pingTimer = setInterval(() => {
      this.#ping();
    }, pingEveryMs);
    this.#renewTimer = setTimeout(() => void this.#renew(), renewEveryMs);
  }

  /** Renews the cookie and the socket before the token ends, while the old socket still listens. */
  async #renew(): Promise<void> {
    const alive = await this.#deps.refresh().catch(() => null);
    if (alive === true && this.#socket !== null) this.#connect();
    else this.#renewTimer = setTimeout(() => void this.#renew(), pingEveryMs);
  }

  #ping(): void {
    this.#pingSentAt = performance.now();
    this.#send({ type: 'ping' });
    clearTimeout(this.#pongTimer);
    this.#pongTimer = setTimeout(() => this.#socket?.close(4000), pongWithinMs);
  }

  #receive(message: ServerMessage): void {
    clearTimeout(this.#pongTimer);
    const roundTripMs =
      message.kind === 'pong' ? Math.round(performance.now() - this.#pingSentAt) : this.#status.roundTripMs;
    // An answer after the network came back: the line had only paused.
    const back = message.kind === 'pong' && this.#status.state === 'offline';
    this.#report({ lastHeardAt: Date.now(), roundTripMs, ...(back ? { state: 'live' } : {}) });
    // The socket stands while the gateway hears nothing: what is on the screen may be behind.
    if (message.kind === 'pong' && message.position !== null) this.#topics.advance(message.position);
    if (message.kind === 'status') this.#report({ state: message.live ? 'live' : 'reconnecting' });
    if (message.kind === 'event' && message.event.topic === 'global_updates') this.#deps.onGlobal(message.event);
    else this.#topics.receive(message);
  }

  #send(message: object): void {
    if (this.#socket?.readyState === socketOpen) this.#socket.send(JSON.stringify(message));
  }

  #report(change: Partial<LinkStatus>): void {
    this.#status = { ...this.#status, ...change };
    this.#deps.onStatus(this.#status);
  }

  #clearTimers(): void {
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#pongTimer);
    clearTimeout(this.#renewTimer);
    clearInterval(this.#pingTimer);
    this.#retryTimer = undefined;
  }
}
