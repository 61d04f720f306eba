import { Action, Verdict, type AccessServiceClient } from '@flexspace/contracts/flexspace/access/v1/access';
import type { BookingServiceClient } from '@flexspace/contracts/flexspace/booking/v1/booking';
import { DomainError, Unavailable, type Reach } from '@flexspace/kernel';
import {
  forward,
  toPerson,
  toReach,
  type CallContext,
  type PromiseClient,
  type ServiceToken,
} from '@flexspace/service-kit';
import type { ManagementAction, Requester } from '../../application/ports.js';

export interface Neighbours {
  readonly access: Pick<PromiseClient<AccessServiceClient>, 'checkAccess' | 'listAccessible'>;
  readonly bookings: Pick<PromiseClient<BookingServiceClient>, 'withholdDesks' | 'hearPlaces'>;
}

const ACTION: Readonly<Record<ManagementAction, Action>> = {
  manage_room: Action.ACTION_MANAGE_ROOM,
  manage_location: Action.ACTION_MANAGE_LOCATION,
  administer: Action.ACTION_ADMINISTER,
};

/** Well below what people wait for a page; a verdict that takes longer counts as one that cannot be had. */
const VERDICT_TIMEOUT_MS = 2_000;

/** Whatever keeps access from answering, the caller hears that the answer cannot be had; never that it was a yes. */
const asked = async <Answer>(what: string, answer: Promise<Answer>): Promise<Answer> => {
  try {
    return await answer;
  } catch (error) {
    // The neighbour has heard already that this session is over.
    if (error instanceof DomainError && error.reason === 'UNAUTHENTICATED') throw error;
    throw new Unavailable(what, error);
  }
};

/** Long enough for the desks of a whole location; who removes them waits that long. */
const HOLD_TIMEOUT_MS = 4_000;

export interface RequesterParts extends Neighbours {
  readonly serviceToken: ServiceToken;
}

/**
 * The caller of an RPC as use cases know them. access is asked with the caller's own token; desks are withheld with the service's,
 * because nobody else may, and for as long as the caller waits.
 */
export const requesterOf = (call: CallContext, neighbours: RequesterParts): Requester => {
  const options = forward(call, { idempotent: true, timeoutMs: VERDICT_TIMEOUT_MS });
  let reach: Promise<Reach> | undefined;

  return {
    person: toPerson(call.caller),
    requestId: call.requestId,
    clientId: call.caller.clientId,
    clientAddress: call.clientAddress,
    access: {
      reach() {
        // One answer for one request: two could differ, and cost twice.
        reach ??= asked('The access service', neighbours.access.listAccessible({ subjectId: '' }, options)).then(
          (answer) => toReach(answer, call.caller.userId),
        );
        return reach;
      },
      async allows(action, at) {
        const answer = await asked(
          'The access service',
          neighbours.access.checkAccess(
            {
              subjectId: '',
              action: ACTION[action],
              locationId: at?.locationId ?? 0,
              roomId: at?.roomId ?? 0,
              ownerId: '',
            },
            options,
          ),
        );
        return answer.verdict === Verdict.VERDICT_ALLOW;
      },
    },
    bookings: {
      async withhold(desks) {
        try {
          const waiting = forward(call, { idempotent: true, timeoutMs: HOLD_TIMEOUT_MS });
          const token = await neighbours.serviceToken.get();
          return await neighbours.bookings.withholdDesks({ deskIds: [...desks] }, { ...waiting, token });
        } catch (error) {
          throw new Unavailable('The booking service', error);
        }
      },
    },
  };
};
