import { formatInstant, type Instant, type Reason } from '@flexspace/kernel';
import { formatPosition, type Position } from './position.js';

/** Why a message was refused: a reason of the API, or one that only sockets know. */
export type FrameRefusal = Reason | 'TOPIC_LIMIT';

export type UnsubscribeCause = 'requested' | 'access_revoked';

export const subscribedFrame = (topic: string, position: Position, recovered: boolean): string =>
  JSON.stringify({ type: 'subscribed', topic, position: formatPosition(position), recovered });

export const unsubscribedFrame = (topic: string, reason: UnsubscribeCause): string =>
  JSON.stringify({ type: 'unsubscribed', topic, reason });

export const errorFrame = (reason: FrameRefusal, detail: string, topic?: string): string =>
  JSON.stringify({ type: 'error', reason, detail, ...(topic !== undefined && { topic }) });

/** The position in it lets a client on a quiet topic resume from now rather than from the last thing it heard. */
export const pongFrame = (now: Instant, position: Position): string =>
  JSON.stringify({ type: 'pong', server_time: formatInstant(now), position: formatPosition(position) });

/** Whether this gateway hears the bus. While it does not, what is on the screen may be behind. */
export const statusFrame = (live: boolean): string => JSON.stringify({ type: 'status', live });

/** What a frame about an event says beside its payload. */
export interface EventFrameHead {
  readonly topic: string;
  readonly position: Position;
  readonly eventId: string;
  readonly occurredAt: Instant;
  /** Another frame of the same event follows on this topic: its position is complete only then. */
  readonly more: boolean;
}

export const eventFrame = (type: string, head: EventFrameHead, payload: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({
    type,
    topic: head.topic,
    position: formatPosition(head.position),
    event_id: head.eventId,
    occurred_at: formatInstant(head.occurredAt),
    ...(head.more && { more: true }),
    ...payload,
  });
