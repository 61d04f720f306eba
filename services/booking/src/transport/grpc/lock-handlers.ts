import type { BookingServiceService } from '@flexspace/contracts/flexspace/booking/v1/booking';
import type { Handlers } from '@flexspace/service-kit';
import type { WithActor } from './booking-server.js';
import { readDeskId, toWireLock } from './booking-mapper.js';
import type { UseCases } from './use-cases.js';

type LockMethods = 'lockDesk' | 'refreshDeskLock' | 'unlockDesk' | 'getDeskLock';

export const lockHandlers = (
  useCases: UseCases,
  withActor: WithActor,
): Pick<Handlers<typeof BookingServiceService>, LockMethods> => ({
  lockDesk: withActor(async (actor, request) => {
    const deskId = readDeskId(request.deskId);
    return toWireLock(deskId, await useCases.lockDesk(actor, deskId));
  }),
  refreshDeskLock: withActor(async (actor, request) => {
    const deskId = readDeskId(request.deskId);
    return toWireLock(deskId, await useCases.refreshDeskLock(actor, deskId));
  }),
  unlockDesk: withActor(async (actor, request) => {
    await useCases.unlockDesk(actor, readDeskId(request.deskId));
    return {};
  }),
  getDeskLock: withActor(async (actor, request) => {
    const deskId = readDeskId(request.deskId);
    return toWireLock(deskId, await useCases.getDeskLock(actor, deskId));
  }),
});
