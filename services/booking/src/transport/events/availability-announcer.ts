import type { Event } from '@flexspace/contracts/flexspace/events/v1/events';
import { roomId, type Clock, type RoomId } from '@flexspace/kernel';
import { newEvent, type Bus } from '@flexspace/messaging';
import type { BookingViews } from '../../application/ports.js';

/** One count for all that happens to a room in this time. */
const DEBOUNCE_MS = 200;
/** As many rooms as wait at most; beyond it the next change of the room is what tells. */
const MAX_WAITING = 10_000;

export interface AvailabilityAnnouncer {
  /** The free count of these rooms may differ now. */
  touch(rooms: Iterable<RoomId>): void;
  /** Looks at published events for rooms that they touch at this moment. */
  heard(events: readonly Event[]): void;
  /** Ends; resolves when what was under way is done. */
  stop(): Promise<void>;
}

export interface AvailabilityParts {
  readonly bus: Bus;
  readonly views: Pick<BookingViews, 'countRooms'>;
  readonly clock: Clock;
  onFailure(error: unknown): void;
}

/** The room whose free desks an event changes now; undefined when it is about another time, or about something else. */
const roomTouched = ({ fact }: Event): number | undefined => {
  switch (fact?.$case) {
    case 'bookingsChanged':
      return fact.value.status === undefined ? undefined : fact.value.roomId;
    case 'deskStatusChanged':
    case 'permanentDeskChanged':
      return fact.value.roomId;
    default:
      return undefined;
  }
};

/** Says how many desks of a room are free, once for a burst of changes: those who browse a location need no more. */
export const createAvailabilityAnnouncer = (parts: AvailabilityParts): AvailabilityAnnouncer => {
  const waiting = new Set<RoomId>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  const announce = async (): Promise<void> => {
    const roomIds = [...waiting];
    waiting.clear();
    const now = parts.clock.now();
    try {
      const counts = await parts.views.countRooms({ roomIds, locationId: undefined }, now);
      await Promise.all(
        counts.map((count) =>
          parts.bus.publish(
            `booking.v1.room.availability_changed.${count.locationId}`,
            newEvent({
              at: now,
              locationId: count.locationId,
              aggregateVersion: now,
              fact: {
                $case: 'roomAvailabilityChanged',
                value: {
                  roomId: count.roomId,
                  deskCount: count.deskCount,
                  availableDeskCount: count.availableDeskCount,
                },
              },
            }),
          ),
        ),
      );
    } catch (error) {
      parts.onFailure(error);
    }
  };

  const touch = (rooms: Iterable<RoomId>): void => {
    for (const room of rooms) if (waiting.size < MAX_WAITING) waiting.add(room);
    if (waiting.size === 0 || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      running = running.then(announce);
    }, DEBOUNCE_MS);
  };

  return {
    touch,
    heard(events) {
      const rooms = events.map(roomTouched).filter((room) => room !== undefined);
      touch(rooms.map(roomId));
    },
    async stop() {
      clearTimeout(timer);
      await running;
    },
  };
};
