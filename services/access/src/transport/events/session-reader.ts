import type { Event } from '@flexspace/contracts/flexspace/events/v1/events';
import { userId } from '@flexspace/kernel';
import { fromTimestamp, type TokenVerifier } from '@flexspace/service-kit';

/** A session that ended anywhere ends here: its tokens are refused from the moment the news arrives. */
export const onSessionEnded =
  (verifier: Pick<TokenVerifier, 'endSession'>) =>
  (event: Event): void => {
    if (event.fact?.$case !== 'sessionEnded') return;
    const { userId: id, sessionId } = event.fact.value;
    const at = fromTimestamp(event.occurredAt, 'occurred_at');
    if (sessionId !== '') verifier.endSession({ sessionId, at });
    else if (id !== '') verifier.endSession({ userId: userId(id), at });
  };
