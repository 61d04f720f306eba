import { BookingStatus } from '@flexspace/contracts/flexspace/booking/v1/booking';
import { systemClock, type Person } from '@flexspace/kernel';
import { newEvent, type Bus, type Fact } from '@flexspace/messaging';

/** Publishes a fact as its owner's relay would; gives the event's id. */
export const publishFact = async (
  bus: Bus,
  what: { readonly subject: string; readonly locationId: number; readonly fact: Fact; readonly actor?: Person },
): Promise<string> => {
  const event = newEvent({
    at: systemClock.now(),
    actor: what.actor,
    locationId: what.locationId,
    aggregateVersion: 1,
    fact: what.fact,
  });
  await bus.publish(`${what.subject}.${what.locationId}`, event);
  return event.eventId;
};

export const deskStatus = (deskId: number, roomId: number, bookedBy?: Person): Fact => ({
  $case: 'deskStatusChanged',
  value: { deskId, roomId, isBooked: bookedBy !== undefined, bookedBy },
});

export const publishDeskStatus = (bus: Bus, deskId: number, roomId: number, bookedBy?: Person): Promise<string> =>
  publishFact(bus, {
    subject: `booking.v1.desk.${bookedBy === undefined ? 'vacated' : 'occupied'}`,
    locationId: Math.floor(roomId / 100),
    fact: deskStatus(deskId, roomId, bookedBy),
  });

export const aBooking = (id: number, deskId: number, roomId: number, user: Person) => ({
  id,
  deskId,
  deskName: 'A1',
  roomId,
  roomName: 'Aquarium',
  floorId: 3,
  floorName: 'Third',
  locationId: Math.floor(roomId / 100),
  locationName: 'Berlin',
  locationTimezone: 'Europe/Berlin',
  user,
  startTime: { seconds: 1_795_000_000, nanos: 0 },
  endTime: { seconds: 1_795_003_600, nanos: 500_000_000 },
  status: BookingStatus.BOOKING_STATUS_UPCOMING,
  version: 1,
});

export const publishAccessChanged = (bus: Bus, locationId: number, userIds: readonly string[]): Promise<string> =>
  publishFact(bus, {
    subject: 'access.v1.gate.changed',
    locationId,
    fact: { $case: 'accessChanged', value: { roomId: 0, userIds: [...userIds] } },
  });

export const publishSessionEnded = (bus: Bus, userId: string, sessionId: string): Promise<string> =>
  publishFact(bus, {
    subject: 'access.v1.session.ended',
    locationId: 0,
    fact: { $case: 'sessionEnded', value: { userId, sessionId } },
  });
