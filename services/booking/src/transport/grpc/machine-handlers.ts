import type { BookingServiceService } from '@flexspace/contracts/flexspace/booking/v1/booking';
import { isId, InvalidRequest } from '@flexspace/kernel';
import { requireService, toTimestamp, unary, type Handlers } from '@flexspace/service-kit';
import type { HearPlaces } from '../events/hear-places.js';
import { readDeskId } from './booking-mapper.js';
import type { UseCases } from './use-cases.js';

type MachineMethods =
  'hearPlaces' | 'withholdDesks' | 'getNextBoundary' | 'runTransitions' | 'reconcileLocks' | 'cleanUp';

export interface MachineParts {
  readonly useCases: UseCases;
  readonly hearPlaces: HearPlaces;
}

/** What catalog and the scheduler call; no person may. */
export const machineHandlers = ({
  useCases,
  hearPlaces,
}: MachineParts): Pick<Handlers<typeof BookingServiceService>, MachineMethods> => ({
  hearPlaces: unary(async ({ events }, call) => {
    requireService(call);
    await hearPlaces(events);
    return {};
  }),
  withholdDesks: unary(async ({ deskIds }, call) => {
    requireService(call);
    return useCases.withholdDesks(deskIds.map((id, index) => readDeskId(id, `desk_ids[${index}]`)));
  }),
  getNextBoundary: unary(async (_, call) => {
    requireService(call);
    const next = await useCases.getNextBoundary();
    return { nextAt: next === undefined ? undefined : toTimestamp(next) };
  }),
  runTransitions: unary(async (request, call) => {
    requireService(call);
    if (!isId(request.fencingToken)) throw InvalidRequest.field('fencing_token', 'must be a positive integer');
    return useCases.runTransitions(request.fencingToken);
  }),
  reconcileLocks: unary(async (_, call) => {
    requireService(call);
    return { announced: await useCases.reconcileLocks() };
  }),
  cleanUp: unary(async (_, call) => {
    requireService(call);
    return { deleted: await useCases.cleanUp() };
  }),
});
