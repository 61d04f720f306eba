import type { Event } from '@flexspace/contracts/flexspace/events/v1/events';
import { locationId, userId, type LocationId } from '@flexspace/kernel';
import { createRealtimeReader, type Bus } from '@flexspace/messaging';
import { fromTimestamp, type Logger, type TokenVerifier } from '@flexspace/service-kit';
import type { ChangeGatherer } from '../../application/gather-changes.js';
import type { DraftFrame, EventPublisher } from '../../application/publish-event.js';
import type { AccessRevocation } from '../../application/revoke-access.js';
import type { SessionRegistry } from '../../application/session-registry.js';
import type { ReplayBuffer } from '../../domain/replay-buffer.js';
import { framesOf } from './event-frames.js';

export interface RealtimeConsumer {
  start(): void;
  stop(): Promise<void>;
  /** Resolves when the buffer holds what the stream held at the start. */
  filled(): Promise<void>;
  isFilled(): boolean;
  /** Whether new events arrive as they happen. */
  isFollowing(): boolean;
}

export interface RealtimeConsumerNeeds {
  readonly bus: Bus;
  /** How many of the latest events fill the buffer at the start. */
  readonly last: number;
  readonly history: ReplayBuffer;
  readonly publisher: EventPublisher;
  readonly sessions: SessionRegistry;
  readonly changes: ChangeGatherer;
  readonly revocation: AccessRevocation;
  readonly verifier: Pick<TokenVerifier, 'endSession'>;
  readonly logger: Logger;
}

const placeOf = (event: Event): LocationId | undefined =>
  event.locationId === 0 ? undefined : locationId(event.locationId);

/** Follows the one stream that orders all events: into the buffer, out to the sockets, and into who may hear what. */
export const createRealtimeConsumer = (needs: RealtimeConsumerNeeds): RealtimeConsumer => {
  const { history, publisher, sessions, verifier, logger } = needs;
  let filled = false;

  const draft = (event: Event): readonly DraftFrame[] => {
    try {
      return framesOf(event);
    } catch (error) {
      logger.error({ err: error, event_id: event.eventId, fact: event.fact?.$case }, 'event cannot be shown');
      return [];
    }
  };

  /** What an event means for the sockets themselves, beside what they hear. */
  const apply = (event: Event): void => {
    const { fact } = event;
    if (fact?.$case === 'sessionEnded') {
      const user = fact.value.userId === '' ? undefined : userId(fact.value.userId);
      const session = fact.value.sessionId === '' ? undefined : fact.value.sessionId;
      const at = fromTimestamp(event.occurredAt, 'occurred_at');
      if (session !== undefined) verifier.endSession({ sessionId: session, at });
      else if (user !== undefined) verifier.endSession({ userId: user, at });
      sessions.endSignIn(user, session);
    } else if (fact?.$case === 'accessChanged') {
      needs.changes.add({ locationId: placeOf(event), userIds: fact.value.userIds.map(userId) });
    } else if (fact?.$case === 'locationRemoved') {
      needs.revocation.dropLocation(locationId(fact.value.locationId));
    }
  };

  const reader = createRealtimeReader({
    bus: needs.bus,
    last: needs.last,
    logger,
    onEvent(event, sequence) {
      if (history.position() === undefined) history.reset({ epoch: reader.epoch ?? '', sequence: sequence - 1 });
      publisher.publish(
        {
          sequence,
          eventId: event.eventId,
          occurredAt: fromTimestamp(event.occurredAt, 'occurred_at'),
          frames: draft(event),
        },
        filled,
      );
      apply(event);
    },
    onReset(epoch) {
      history.reset({ epoch, sequence: reader.lastSequence });
      // What was missed cannot be told: whoever comes back loads the snapshots again.
      sessions.closeAll('historyLost');
    },
  });

  return {
    start() {
      reader.start();
    },
    stop: () => reader.stop(),
    async filled() {
      await reader.caughtUp();
      if (history.position() === undefined) {
        history.reset({ epoch: reader.epoch ?? '', sequence: reader.lastSequence });
      }
      filled = true;
    },
    isFilled: () => filled,
    isFollowing: () => filled && reader.following(),
  };
};
