import {
  DomainError,
  interval,
  parseInstant,
  userId,
  type ErrorDetails,
  type Instant,
  type Reason,
} from '@flexspace/kernel';
import { toProblem, type ProblemBody } from './problem-details.js';
import { meaningOf } from './problem-types.js';

const REQUEST_ID = '0af7651916cd43dd8448eb211c80319c';

const at = (text: string): Instant => {
  const instant = parseInstant(text);
  if (instant === undefined) throw new Error(`${text} is no instant`);
  return instant;
};

/** The parts that only some refusals have. */
const DETAILS: Partial<Readonly<Record<Reason, ErrorDetails>>> = {
  INVALID_REQUEST: { violations: [{ path: 'end_time', message: 'must be later than start_time' }] },
  SLOT_TAKEN: { conflicts: [interval(at('2026-11-23T09:00:00Z'), at('2026-11-23T12:00:00Z'))] },
  IN_USE: { affectedCount: 3 },
  DESK_LOCKED: {
    lockedBy: { id: userId('5f0c5e0e-6d1b-4c0f-9a55-0a2f7a0f7c11'), username: 'ada', fullName: 'Ada Lovelace' },
  },
};

/** What a refusal looks like, for the API document. */
export const exampleProblem = (reason: Reason): ProblemBody =>
  toProblem(new DomainError(reason, meaningOf(reason).replaceAll('`', ''), DETAILS[reason]), REQUEST_ID);
