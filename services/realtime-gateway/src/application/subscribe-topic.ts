import { DomainError, type LocationId } from '@flexspace/kernel';
import { channelsOf } from '../domain/channel.js';
import { LIMITS } from '../domain/limits.js';
import type { Position } from '../domain/position.js';
import type { ReplayBuffer } from '../domain/replay-buffer.js';
import { errorFrame, subscribedFrame, unsubscribedFrame, type FrameRefusal } from '../domain/server-frame.js';
import type { PlaceTopic, Topic } from '../domain/topic.js';
import type { AccessGate, GatewayTelemetry } from './ports.js';
import { dropGrant, type Session } from './session.js';

export type Since = Position | 'unknown' | undefined;

export interface TopicSubscription {
  subscribe(session: Session, topic: Topic, since: Since): void;
  unsubscribe(session: Session, topic: Topic): void;
}

export interface TopicSubscriptionNeeds {
  readonly gate: AccessGate;
  readonly history: ReplayBuffer;
  readonly telemetry: GatewayTelemetry;
  /** For what is no refusal but a defect. */
  readonly report: (error: unknown) => void;
}

/** Rights that change faster than they can be asked for are refused, not chased. */
const MAX_ASKS = 5;

export const createTopicSubscription = ({
  gate,
  history,
  telemetry,
  report,
}: TopicSubscriptionNeeds): TopicSubscription => {
  const refuse = (session: Session, topic: string, refusal: { reason: FrameRefusal; detail: string }): void => {
    telemetry.frameRefused(refusal.reason);
    session.connection.send(errorFrame(refusal.reason, refusal.detail, topic));
  };

  /** Joins, answers and catches up without anything in between, so that no event falls between history and fan-out. */
  const answer = (session: Session, topic: Topic, since: Since): void => {
    const now = history.position();
    if (now === undefined) {
      refuse(session, topic.name, { reason: 'UNAVAILABLE', detail: 'The gateway is not ready yet. Try again.' });
      return;
    }
    const channels = channelsOf(topic.name, session.viewer.userId);
    const recovery =
      since === undefined || since === 'unknown' ? undefined : history.recover(channels, since, LIMITS.replayBytes);
    session.connection.batch(() => {
      for (const channel of channels) session.connection.join(channel);
      session.connection.send(subscribedFrame(topic.name, recovery?.position ?? now, recovery !== undefined));
      for (const frame of recovery?.frames ?? []) session.connection.send(frame.bytes);
    });
    telemetry.subscribed(recovery !== undefined);
  };

  /** A verdict that no change of rights has overtaken. */
  const ask = async (session: Session, topic: PlaceTopic): Promise<LocationId> => {
    for (let asked = 0; asked < MAX_ASKS; asked += 1) {
      const generation = session.accessGeneration;
      const location = await gate.grant(session.viewer, topic);
      if (generation === session.accessGeneration) return location;
    }
    throw new DomainError('UNAVAILABLE', 'Rights are changing right now. Try again in a moment.');
  };

  const subscribeToPlace = async (session: Session, topic: PlaceTopic, since: Since): Promise<void> => {
    if (!session.isOpen()) return;
    try {
      const locationId = await ask(session, topic);
      if (!session.isOpen()) return;
      session.grants.set(topic.name, { topic, locationId });
      answer(session, topic, since);
    } catch (error) {
      // Asked again and refused: what an earlier answer granted does not stand any more.
      dropGrant(session, topic.name);
      if (error instanceof DomainError) {
        refuse(session, topic.name, { reason: error.reason, detail: error.message });
        return;
      }
      report(error);
      refuse(session, topic.name, { reason: 'INTERNAL', detail: 'Something went wrong here. Try again later.' });
    }
  };

  const inTurn = (session: Session, topic: Topic, work: () => Promise<void>): void => {
    if (session.inTurn(topic.name, work)) return;
    refuse(session, topic.name, { reason: 'RATE_LIMITED', detail: 'Too many requests of this socket wait already.' });
  };

  return {
    subscribe(session, topic, since) {
      if (topic.kind === 'global') {
        answer(session, topic, since);
        return;
      }
      if (!session.grants.has(topic.name) && session.topicCount() >= LIMITS.topics) {
        refuse(session, topic.name, {
          reason: 'TOPIC_LIMIT',
          detail: `A socket listens to at most ${LIMITS.topics} topics. Unsubscribe from one first.`,
        });
        return;
      }
      inTurn(session, topic, () => subscribeToPlace(session, topic, since));
    },
    unsubscribe(session, topic) {
      inTurn(session, topic, () => {
        dropGrant(session, topic.name);
        session.connection.send(unsubscribedFrame(topic.name, 'requested'));
        return Promise.resolve();
      });
    },
  };
};
