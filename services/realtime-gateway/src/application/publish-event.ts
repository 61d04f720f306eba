import { MICROS_PER_MS, type Clock, type Instant, type UserId } from '@flexspace/kernel';
import { userChannel } from '../domain/channel.js';
import type { OutgoingFrame, ReplayBuffer } from '../domain/replay-buffer.js';
import { eventFrame } from '../domain/server-frame.js';
import { GLOBAL_TOPIC } from '../domain/topic.js';
import type { Broadcaster, GatewayTelemetry } from './ports.js';

/** Who hears a frame: whoever listens to a topic, or some people on the global one. */
export type Audience =
  { readonly kind: 'topic'; readonly topic: string } | { readonly kind: 'people'; readonly userIds: readonly UserId[] };

/** A frame before it has a position. */
export interface DraftFrame {
  readonly type: string;
  readonly audience: Audience;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** An event of the stream with what sockets hear of it. */
export interface LiveEvent {
  readonly sequence: number;
  readonly eventId: string;
  readonly occurredAt: Instant;
  readonly frames: readonly DraftFrame[];
}

export interface EventPublisher {
  /** Records the event, and sends it unless it is history that nobody here could have been listening to. */
  publish(event: LiveEvent, send: boolean): void;
}

export interface EventPublisherNeeds {
  readonly history: ReplayBuffer;
  readonly broadcaster: Broadcaster;
  readonly clock: Clock;
  readonly telemetry: GatewayTelemetry;
}

const topicOf = (audience: Audience): string => (audience.kind === 'topic' ? audience.topic : GLOBAL_TOPIC.name);

const encode = (event: LiveEvent, epoch: string): OutgoingFrame[] =>
  event.frames.flatMap((draft, index) => {
    const topic = topicOf(draft.audience);
    const more = event.frames.slice(index + 1).some((later) => topicOf(later.audience) === topic);
    const position = { epoch, sequence: event.sequence };
    const text = eventFrame(
      draft.type,
      { topic, position, eventId: event.eventId, occurredAt: event.occurredAt, more },
      draft.payload,
    );
    const bytes = Buffer.from(text);
    if (draft.audience.kind === 'topic') return [{ channel: topic, bytes }];
    return draft.audience.userIds.map((id) => ({ channel: userChannel(id), bytes }));
  });

/** An event is encoded once for all sockets of this process; what is published and what is kept are the same bytes. */
export const createEventPublisher = (needs: EventPublisherNeeds): EventPublisher => {
  const { history, broadcaster, clock, telemetry } = needs;
  return {
    publish(event, send) {
      const position = history.position();
      if (position === undefined || event.sequence <= position.sequence) return;
      const frames = encode(event, position.epoch);
      history.append(event.sequence, frames);
      if (!send) return;
      for (const { channel, bytes } of frames) broadcaster.publish(channel, bytes);
      const late = (clock.now() - event.occurredAt) / (1_000 * MICROS_PER_MS);
      telemetry.eventFannedOut(Math.max(0, late), frames.length);
    },
  };
};
