import { setTimeout as delay } from 'node:timers/promises';
import type { Event } from '@flexspace/contracts/flexspace/events/v1/events';
import type { Instant } from '@flexspace/kernel';
import { newEvent, type Bus } from '@flexspace/messaging';
import type { Logger } from '@flexspace/service-kit';
import type { EndedSession } from './ended-sessions.js';

const SUBJECT = 'access.v1.session.ended.0';
const TRIES = 8;
const FIRST_PAUSE_MS = 250;
/** A person who signs out does not wait for a bus that is away. */
const PATIENCE_MS = 1_000;

export type AnnounceEndedSession = (session: EndedSession, at: Instant) => Promise<void>;

/** Tells the bus that a session ended, and goes on trying for a minute while the bus is away. */
export const createSessionAnnouncer = (bus: Bus, logger: Logger): AnnounceEndedSession => {
  const publish = async (event: Event): Promise<void> => {
    for (let tried = 1; ; tried += 1) {
      try {
        await bus.publish(SUBJECT, event);
        return;
      } catch (error) {
        if (tried === TRIES) throw error;
        await delay(FIRST_PAUSE_MS * 2 ** (tried - 1), undefined, { ref: false });
      }
    }
  };

  return async ({ userId, sessionId = '' }, at) => {
    const event = newEvent({
      at,
      locationId: 0,
      aggregateVersion: 0,
      fact: { $case: 'sessionEnded', value: { userId, sessionId } },
    });
    const published = publish(event).catch((error: unknown) => {
      logger.warn({ err: error }, 'the end of a session was not announced');
    });
    await Promise.race([published, delay(PATIENCE_MS, undefined, { ref: false })]);
  };
};
