import { toPerson, type CallContext } from '@flexspace/service-kit';
import type { Actor } from '../../application/actor.js';
import type { AccessVerdicts, Behalf } from './access-verdicts.js';

/** The person of a call, as use cases know them. */
export const createCallActor = (verdicts: AccessVerdicts, call: CallContext): Actor => {
  const { caller } = call;
  const behalf: Behalf = { token: caller.token, requestId: call.requestId, deadline: call.deadline };
  return {
    person: toPerson(caller),
    origin: { requestId: call.requestId, clientId: caller.clientId, clientAddress: call.clientAddress },
    isService: caller.isService,
    isStaff: caller.isStaff || caller.isSuperuser,
    isSuperuser: caller.isSuperuser,
    refusal: (question) => verdicts.refusal(behalf, question),
    reach: () => verdicts.reach(behalf, caller.userId),
    people: (ids) => verdicts.people(behalf, ids),
  };
};
