import type { LiveEvent, ServerMessage } from './events.js';
import { isAtOrBelow, isBelow } from './position.js';

const joinsAtOnce = 15;
const joinEveryMs = 1_100;

export interface TopicListener {
  /** At first, and whenever what was missed cannot be had: a snapshot older than `position` must be loaded again. */
  readonly onReset: (position: string | null) => void;
  readonly onEvent: (event: LiveEvent) => void;
  /** The topic was refused or taken away. */
  readonly onRefused?: (reason: string) => void;
}

interface Joined {
  readonly listeners: Set<TopicListener>;
  position: string | null;
  confirmed: boolean;
}

/** Which topics this tab listens to, and how far it has heard each of them. */
export class Topics {
  readonly #joined = new Map<string, Joined>();
  readonly #send: (message: object) => void;
  #rest: ReturnType<typeof setTimeout> | undefined;

  constructor(send: (message: object) => void) {
    this.#send = send;
  }

  add(topic: string, listener: TopicListener): () => void {
    const known = this.#joined.get(topic);
    if (known) {
      known.listeners.add(listener);
      if (known.confirmed) listener.onReset(known.position);
    } else {
      this.#joined.set(topic, { listeners: new Set([listener]), position: null, confirmed: false });
      this.#send({ type: 'subscribe', topic });
    }
    return () => {
      this.#remove(topic, listener);
    };
  }

  /** Joins everything again on a new socket, asking for what came since. */
  joinAll(): void {
    clearTimeout(this.#rest);
    this.#joinSome([...this.#joined.keys()]);
  }

  receive(message: ServerMessage): void {
    if (message.kind === 'subscribed') this.#confirm(message.topic, message.position, message.recovered);
    if (message.kind === 'unsubscribed' && message.reason !== 'requested') this.#refuse(message.topic, message.reason);
    if (message.kind === 'error' && message.topic !== null) this.#refuse(message.topic, message.reason);
    if (message.kind === 'event') this.#deliver(message.event);
  }

  /** All that was said before `position` has been heard: a quiet topic goes on from here, too. */
  advance(position: string): void {
    for (const joined of this.#joined.values()) {
      if (joined.confirmed && joined.position !== null && isAtOrBelow(joined.position, position))
        joined.position = position;
    }
  }

  forgetPositions(): void {
    for (const joined of this.#joined.values()) Object.assign(joined, { position: null, confirmed: false });
  }

  /** The gateway lets twenty messages a second through: many topics are joined a few at a time. */
  #joinSome(topics: readonly string[]): void {
    for (const topic of topics.slice(0, joinsAtOnce)) {
      const joined = this.#joined.get(topic);
      if (!joined) continue;
      this.#send({ type: 'subscribe', topic, ...(joined.position === null ? {} : { since: joined.position }) });
    }
    const rest = topics.slice(joinsAtOnce);
    if (rest.length > 0)
      this.#rest = setTimeout(() => {
        this.#joinSome(rest);
      }, joinEveryMs);
  }

  #confirm(topic: string, position: string | null, recovered: boolean): void {
    const joined = this.#joined.get(topic);
    if (!joined) return;
    joined.confirmed = true;
    if (recovered && joined.position !== null) return;
    joined.position = position;
    for (const listener of joined.listeners) listener.onReset(position);
  }

  #deliver(event: LiveEvent): void {
    const joined = this.#joined.get(event.topic);
    // While one socket takes over from another, an older event may come after a newer one.
    if (!joined || isBelow(event.position, joined.position)) return;
    // Several frames may come of one event, all at its position: only after the last is everything up to there heard.
    if (!event.more) joined.position = event.position;
    for (const listener of joined.listeners) listener.onEvent(event);
  }

  #refuse(topic: string, reason: string): void {
    for (const listener of this.#joined.get(topic)?.listeners ?? []) listener.onRefused?.(reason);
  }

  #remove(topic: string, listener: TopicListener): void {
    const joined = this.#joined.get(topic);
    if (!joined?.listeners.delete(listener) || joined.listeners.size > 0) return;
    this.#joined.delete(topic);
    this.#send({ type: 'unsubscribe', topic });
  }
}
