import type { Clock } from '@flexspace/kernel';
import { newEvent, type Bus } from '@flexspace/messaging';
import { toTimestamp, toWirePerson } from '@flexspace/service-kit';
import type { LockAnnouncer } from '../../application/ports.js';

/** Lock news go to the stream directly: there is no row to write them with, and Redis keeps those that nobody heard. */
export const createLockAnnouncer = (bus: Bus, clock: Clock): LockAnnouncer => ({
  announce: (news) =>
    bus.publish(
      `booking.v1.desk_lock.${news.fact}.${news.locationId}`,
      newEvent({
        at: clock.now(),
        ...(news.lock !== undefined && { actor: news.lock.by }),
        locationId: news.locationId,
        aggregateVersion: news.sequence,
        fact: {
          $case: 'deskLockChanged',
          value: {
            deskId: news.deskId,
            roomId: news.roomId,
            locked: news.lock !== undefined,
            lockedBy: news.lock && toWirePerson(news.lock.by),
            expiresAt: news.lock && toTimestamp(news.lock.expiresAt),
          },
        },
      }),
    ),
});
