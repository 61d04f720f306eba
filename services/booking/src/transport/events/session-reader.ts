import type { Event } from '@flexspace/contracts/flexspace/events/v1/events';
import { userId } from '@flexspace/kernel';
import { fromTimestamp, type TokenVerifier } from '@flexspace/service-kit';

/** Refuses the tokens of sessions that ended elsewhere, from the moment the news arrives. */
export const refuseEndedSessions =
  (verifier: Pick<TokenVerifier, 'endSession'>) =>
  ({ fact, occurredAt }: Event): void => {
    if (fact?.$case !== 'sessionEnded') return;
    const at = fromTimestamp(occurredAt, 'occurred_at');
    const { sessionId } = fact.value;
    verifier.endSession(sessionId === '' ? { userId: userId(fact.value.userId), at } : { sessionId, at });
  };
