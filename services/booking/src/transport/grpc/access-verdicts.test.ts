import { describe, expect, it } from '@jest/globals';
import {
  DenyReason,
  Verdict,
  type BulkCheckAccessRequest,
  type BulkCheckAccessResponse,
} from '@flexspace/contracts/flexspace/access/v1/access';
import { DomainError, locationId, roomId, Unavailable } from '@flexspace/kernel';
import type { CallOptions } from '@flexspace/service-kit';
import type { AccessQuestion } from '../../application/actor.js';
import { createAccessVerdicts } from './access-verdicts.js';

interface Call {
  readonly request: BulkCheckAccessRequest;
  readonly options: CallOptions;
  answer(response: BulkCheckAccessResponse): void;
  fail(error: unknown): void;
}

const nobody = (): Promise<never> => Promise.reject(new Error('not asked here'));

/** The access service as a list of calls that the test answers. */
const startAccess = () => {
  const calls: Call[] = [];
  const verdicts = createAccessVerdicts({
    bulkCheckAccess: (request, options) =>
      new Promise((answer, fail) => {
        calls.push({ request, options, answer, fail });
      }),
    listAccessible: nobody,
    getPeople: nobody,
  });
  return { calls, verdicts };
};

const see = (location: number): AccessQuestion => ({
  action: 'see',
  place: { locationId: locationId(location), roomId: roomId(10) },
});
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const allowed = { verdict: Verdict.VERDICT_ALLOW, reason: DenyReason.DENY_REASON_UNSPECIFIED };
const closed = { verdict: Verdict.VERDICT_DENY, reason: DenyReason.DENY_REASON_LOCATION_GATE };

describe('questions that are asked in one turn', () => {
  it('travel as one call for each person, and each gets its own verdict', async () => {
    const { calls, verdicts } = startAccess();
    const answers = Promise.all([
      verdicts.refusal({ token: 'ann' }, see(1)),
      verdicts.refusal({ token: 'ann' }, see(2)),
      verdicts.refusal({ token: 'ben' }, see(1)),
    ]);
    await turn();
    expect(calls.map(({ options, request }) => [options.token, request.checks.length])).toEqual([
      ['ann', 2],
      ['ben', 1],
    ]);
    calls[0]?.answer({ verdicts: [allowed, closed] });
    calls[1]?.answer({ verdicts: [closed] });
    expect(await answers).toEqual([undefined, 'LOCATION_GATE', 'LOCATION_GATE']);
  });

  it('are cut by nobody who has less time, and keep nobody longer than their own', async () => {
    const { calls, verdicts } = startAccess();
    const soon = Date.now() + 50;
    const late = Date.now() + 1_500;
    const hasty = verdicts.refusal({ token: 'ann', deadline: soon }, see(1));
    const patient = verdicts.refusal({ token: 'ann', deadline: late }, see(2));
    // No verdict in time is a refusal.
    await expect(hasty).rejects.toMatchObject({ reason: 'UNAVAILABLE' });
    expect(calls.map(({ options }) => options.deadline)).toEqual([late]);
    calls[0]?.answer({ verdicts: [closed, allowed] });
    expect(await patient).toBeUndefined();
  });

  it('are not answered by a call that came back with too few verdicts, or failed', async () => {
    const { calls, verdicts } = startAccess();
    const few = [verdicts.refusal({ token: 'ann' }, see(1)), verdicts.refusal({ token: 'ann' }, see(2))];
    const failed = verdicts.refusal({ token: 'ben' }, see(1));
    const forged = verdicts.refusal({ token: 'eve' }, see(1));
    await turn();
    calls[0]?.answer({ verdicts: [allowed] });
    calls[1]?.fail(new Unavailable('Access'));
    calls[2]?.fail(new DomainError('UNAUTHENTICATED', 'The token is not valid.'));
    expect(await Promise.allSettled([...few, failed, forged])).toMatchObject([
      { status: 'fulfilled' },
      { status: 'rejected', reason: new Error('a verdict for every question') },
      { status: 'rejected', reason: { reason: 'UNAVAILABLE' } },
      { status: 'rejected', reason: { reason: 'UNAUTHENTICATED' } },
    ]);
  });
});
