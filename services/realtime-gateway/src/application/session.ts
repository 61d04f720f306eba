import type { Instant, LocationId } from '@flexspace/kernel';
import { userChannel } from '../domain/channel.js';
import { LIMITS } from '../domain/limits.js';
import { createMessageBudget, type MessageBudget } from '../domain/message-budget.js';
import { GLOBAL_TOPIC, type PlaceTopic } from '../domain/topic.js';
import type { Connection, Viewer } from './ports.js';

/** A topic that a socket listens to, and the location whose gate opened it. */
export interface Grant {
  readonly topic: PlaceTopic;
  readonly locationId: LocationId;
}

/** All that is known about one socket. */
export interface Session {
  readonly viewer: Viewer;
  readonly connection: Connection;
  readonly budget: MessageBudget;
  /** By topic name. */
  readonly grants: Map<string, Grant>;
  /** Counts the changes of rights that may concern this viewer: a verdict asked for before one is asked for again. */
  accessGeneration: number;
  isOpen(): boolean;
  markClosed(): void;
  /** Runs work on a topic after the work that was asked for before it; false when too much waits. */
  inTurn(topic: string, work: () => Promise<void>): boolean;
  /** Topics that are granted, or being asked for. */
  topicCount(): number;
}

export const openSession = (viewer: Viewer, connection: Connection, now: Instant): Session => {
  const turns = new Map<string, Promise<void>>();
  let waiting = 0;
  let open = true;
  const session: Session = {
    viewer,
    connection,
    budget: createMessageBudget(LIMITS.messagesPerSecond, now),
    grants: new Map(),
    accessGeneration: 0,
    isOpen: () => open,
    markClosed() {
      open = false;
    },
    inTurn(topic, work) {
      if (waiting >= LIMITS.waiting) return false;
      waiting += 1;
      const turn = (turns.get(topic) ?? Promise.resolve()).then(work).finally(() => {
        waiting -= 1;
        if (turns.get(topic) === turn) turns.delete(topic);
      });
      turns.set(topic, turn);
      return true;
    },
    topicCount: () => {
      let asking = 0;
      for (const topic of turns.keys()) if (!session.grants.has(topic) && topic !== GLOBAL_TOPIC.name) asking += 1;
      return session.grants.size + asking;
    },
  };
  connection.join(GLOBAL_TOPIC.name);
  connection.join(userChannel(viewer.userId));
  return session;
};

/** Takes a topic away from a socket; false when it did not have it. */
export const dropGrant = (session: Session, topic: string): boolean => {
  if (!session.grants.delete(topic)) return false;
  session.connection.leave(topic);
  return true;
};
