import type { Event } from '@flexspace/contracts/flexspace/events/v1/events';
import { userId } from '@flexspace/kernel';
import { fromTimestamp } from '../grpc/wire.js';
import type { TokenVerifier } from './token-verifier.js';

/** The events that `refuseEndedSessions` wants to hear. */
export const SESSION_EVENTS: readonly string[] = ['access.v1.session.>'];

/** A session that ended anywhere ends here: its tokens are refused from the moment the news arrives. */
export const refuseEndedSessions =
  (verifier: Pick<TokenVerifier, 'endSession'>) =>
  ({ fact, occurredAt }: Event): void => {
    if (fact?.$case !== 'sessionEnded') return;
    const { userId: user, sessionId } = fact.value;
    const at = fromTimestamp(occurredAt, 'occurred_at');
    verifier.endSession(sessionId === '' ? { userId: userId(user), at } : { sessionId, at });
  };
