import type { Clock } from '@flexspace/kernel';
import { parseClientFrame } from '../domain/client-frame.js';
import { LIMITS } from '../domain/limits.js';
import type { ReplayBuffer } from '../domain/replay-buffer.js';
import { errorFrame, pongFrame, type FrameRefusal } from '../domain/server-frame.js';
import type { GatewayTelemetry } from './ports.js';
import type { Session } from './session.js';
import type { TopicSubscription } from './subscribe-topic.js';

export interface MessageHandlerNeeds {
  readonly subscription: TopicSubscription;
  readonly history: ReplayBuffer;
  readonly clock: Clock;
  readonly telemetry: GatewayTelemetry;
}

/** What a socket sent; `text` is undefined for a binary message. */
export interface InboundMessage {
  readonly bytes: number;
  readonly text: string | undefined;
}

export type MessageHandler = (session: Session, message: InboundMessage) => void;

/** Every message of every socket comes through here: limits first, then what it says. */
export const createMessageHandler =
  ({ subscription, history, clock, telemetry }: MessageHandlerNeeds): MessageHandler =>
  (session, message) => {
    const refuse = (reason: FrameRefusal, detail: string, topic?: string): void => {
      telemetry.frameRefused(reason);
      session.connection.send(errorFrame(reason, detail, topic));
    };

    telemetry.frameReceived();
    const now = clock.now();
    if (!session.budget.spend(now)) {
      refuse('RATE_LIMITED', `A socket may send ${LIMITS.messagesPerSecond} messages a second.`);
      session.connection.close('tooManyMessages');
      return;
    }
    if (message.bytes > LIMITS.inboundBytes) {
      refuse('TOO_LARGE', `A message has at most ${LIMITS.inboundBytes} bytes.`);
      session.connection.close('frameTooLarge');
      return;
    }
    if (message.text === undefined) {
      refuse('INVALID_REQUEST', 'Messages are JSON in text frames.');
      return;
    }
    const parsed = parseClientFrame(message.text);
    if (!parsed.ok) {
      refuse('INVALID_REQUEST', parsed.fault.detail, parsed.fault.topic);
      return;
    }
    const { frame } = parsed;
    if (frame.type === 'subscribe') subscription.subscribe(session, frame.topic, frame.since);
    else if (frame.type === 'unsubscribe') subscription.unsubscribe(session, frame.topic);
    else session.connection.send(pongFrame(now, history.position() ?? { epoch: 'none', sequence: 0 }));
  };
