import { InvalidRequest, type Clock, type DeskId } from '@flexspace/kernel';
import type { DeskDirectory, DeskHolds } from './ports.js';

const DESKS_AT_ONCE = 100_000;
/** Catalog removes within half of it, or not at all; afterwards it can be asked, so nothing has to be heard in time. */
const HOLD_MS = 10_000;

export interface WithholdParts {
  readonly clock: Clock;
  readonly desks: Pick<DeskDirectory, 'meet'>;
  readonly holds: DeskHolds;
}

/** Makes sure that no booking comes to some desks while their removal is decided; or says how many are there. */
export const withholdDesks =
  ({ clock, desks, holds }: WithholdParts) =>
  async (deskIds: readonly DeskId[]): Promise<{ readonly upcomingCount: number; readonly heldMs: number }> => {
    if (deskIds.length < 1 || deskIds.length > DESKS_AT_ONCE) {
      throw InvalidRequest.field('desk_ids', `must be 1 to ${DESKS_AT_ONCE}`);
    }
    // A desk without a row could not be withheld, and would be learned of by whoever books it.
    await desks.meet(deskIds);
    const upcomingCount = await holds.withhold({ deskIds, now: clock.now(), forMs: HOLD_MS });
    return { upcomingCount, heldMs: upcomingCount === 0 ? HOLD_MS : 0 };
  };
