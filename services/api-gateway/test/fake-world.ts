import {
  BookingStatus,
  type Booking,
  type CreateBookingRequest,
} from '@flexspace/contracts/flexspace/booking/v1/booking';
import {
  Orientation,
  type Country,
  type Desk,
  type Floor,
  type Location,
  type Room,
} from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import { DomainError, NotFound, overlaps } from '@flexspace/kernel';
import { fromWireInterval, type Caller } from '@flexspace/service-kit';
import type { FakePeers } from './fake-peers.js';

const country: Country = { id: 1, name: 'Germany', countryCode: 'DE', lat: 51, lng: 10, locationCount: 1, version: 3 };
const floor: Floor = { id: 5, name: 'Ground floor', level: 0, locationId: 2, version: 1 };
const location: Location = {
  id: 2,
  name: 'Berlin',
  country,
  lat: 52.5,
  lng: 13.4,
  timezone: 'Europe/Berlin',
  floors: [floor],
  roomCount: 1,
  deskCount: 2,
  closedRoomIds: [],
  openDeskCount: 2,
  deskSet: 12,
  version: 4,
};
export const room: Room = {
  id: 7,
  name: 'Atrium',
  description: '',
  floor,
  locationId: 2,
  locationName: 'Berlin',
  timezone: 'Europe/Berlin',
  map: { key: '0123456789abcdef.webp', width: 1200, height: 800 },
  deskCount: 2,
  isUnderMaintenance: false,
  maintenanceBy: undefined,
  deskSet: 12,
  version: 9,
};
const desks: Desk[] = [1, 2].map((n) => ({
  id: 10 + n,
  name: `A${n}`,
  roomId: 7,
  locationId: 2,
  posX: 10 * n,
  posY: 20,
  orientation: Orientation.ORIENTATION_LEFT,
  version: 1,
}));

const person = (caller: Caller) => ({ id: caller.userId, username: caller.username, fullName: caller.fullName });

export interface FakeWorld {
  readonly bookings: Map<number, Booking>;
}

/** One room with two desks in Berlin that everybody may book; just enough behaviour for the gateway's own tests. */
export const scriptWorld = (peers: FakePeers): FakeWorld => {
  const bookings = new Map<number, Booking>();
  let lastId = 100;

  const create = (request: CreateBookingRequest, caller: Caller): Booking => {
    const desk = desks.find(({ id }) => id === request.deskId);
    if (desk === undefined) throw new NotFound('desk');
    const wanted = fromWireInterval(request.interval, '');
    const inTheWay = [...bookings.values()].find(
      (other) =>
        overlaps(wanted, fromWireInterval({ startTime: other.startTime, endTime: other.endTime }, '')) &&
        other.deskId === desk.id,
    );
    if (inTheWay !== undefined) throw new DomainError('SLOT_TAKEN', 'The desk is taken then.', { conflicts: [wanted] });
    lastId += 1;
    const booking: Booking = {
      id: lastId,
      deskId: desk.id,
      deskName: desk.name,
      roomId: 7,
      roomName: 'Atrium',
      floorId: 5,
      floorName: 'Ground floor',
      locationId: 2,
      locationName: 'Berlin',
      locationTimezone: 'Europe/Berlin',
      user: person(caller),
      startTime: request.interval?.startTime,
      endTime: request.interval?.endTime,
      status: BookingStatus.BOOKING_STATUS_UPCOMING,
      version: 1,
    };
    bookings.set(lastId, booking);
    return booking;
  };
  const find = (id: number): Booking => {
    const booking = bookings.get(id);
    if (booking === undefined) throw new NotFound('booking');
    return booking;
  };

  peers.access.script = {
    getMe: (_request, caller) => ({
      person: person(caller),
      email: caller.email,
      firstName: caller.firstName,
      lastName: caller.lastName,
      isSuperuser: caller.isSuperuser,
      isStaff: caller.isStaff,
      groups: [{ id: 1, name: 'Engineering', locationId: 2 }],
      managedLocationIds: [],
      managedRoomIds: [],
    }),
    listAccessible: () => ({
      passesGates: false,
      managesEverything: false,
      closedLocationIds: [],
      managedLocationIds: [],
      managedRoomIds: [],
      gateOpenRoomIds: [7],
    }),
  };
  peers.catalog.script = {
    getTree: () => ({
      countries: [{ country, locations: [{ location, floors: [{ floor, rooms: [room] }] }] }],
      treeVersion: 12,
      view: '12-all',
      unchanged: false,
    }),
    getTreeView: () => ({ view: '12-all' }),
    listLocations: () => ({ locations: [location] }),
    getRoom: ({ roomId }) => (roomId === 7 ? room : refuse('room')),
    listDesks: ({ roomId }) => (roomId === 7 ? { room, desks } : refuse('room')),
    getDesk: ({ deskId }) => desks.find(({ id }) => id === deskId) ?? refuse('desk'),
    getFloor: ({ floorId }) => (floorId === 5 ? floor : refuse('floor')),
    getCountry: ({ countryId }) => (countryId === 1 ? country : refuse('country')),
    createCountry: (request) => ({ ...country, ...request, id: 2, locationCount: 0, version: 1 }),
    updateCountry: ({ ifVersion }) => {
      if (ifVersion !== 0 && ifVersion !== country.version) throw new DomainError('STALE', 'Changed in the meantime.');
      return { ...country, version: country.version + 1 };
    },
  };
  peers.booking.script = {
    countRooms: () => ({
      rooms: [{ roomId: 7, locationId: 2, deskCount: 2, takenDeskCount: 1, availableDeskCount: 1, deskSet: 12 }],
      view: 'counts-1',
    }),
    getRoomCountsView: () => ({ view: 'counts-1' }),
    getRoomState: () => ({
      desks: desks.map(({ id }) => ({
        deskId: id,
        isBooked: id === 11,
        isLocked: false,
        isPermanent: false,
        bookedBy:
          id === 11
            ? { id: '5f0c5e0e-6d1b-4c0f-9a55-0a2f7a0f7c11', username: 'ada', fullName: 'Ada Lovelace' }
            : undefined,
      })),
      availableDeskCount: 1,
    }),
    getAvailabilityView: ({ roomId, days }) => (roomId === 7 ? { view: `calendar-${days}` } : refuse('room')),
    getAvailability: ({ deskId, days }) => ({
      view: `calendar-${days}`,
      roomId: 7,
      timezone: 'Europe/Berlin',
      desks: desks
        .filter(({ id }) => deskId === 0 || id === deskId)
        .map(({ id, name }) => ({
          deskId: id,
          name,
          days: Array.from({ length: days }, (_, n) => ({
            date: `2026-11-${String(n + 1).padStart(2, '0')}`,
            available: true,
            busy: [],
          })),
        })),
    }),
    createBooking: create,
    getBooking: ({ bookingId }) => find(bookingId),
    listBookings: ({ pageSize }) => ({
      bookings: [...bookings.values()].slice(0, pageSize),
      nextPageToken: bookings.size > pageSize ? 'abc=' : '',
    }),
    cancelBooking: ({ bookingId }) => {
      const booking = find(bookingId);
      bookings.delete(bookingId);
      return { ...booking, status: BookingStatus.BOOKING_STATUS_CANCELLED };
    },
    lockDesk: ({ deskId }, caller) => ({
      deskId,
      locked: true,
      by: person(caller),
      expiresAt: { seconds: 1_795_000_060, nanos: 0 },
      maxExpiresAt: { seconds: 1_795_000_300, nanos: 0 },
    }),
    unlockDesk: () => ({}),
    getDeskLock: ({ deskId }) => ({ deskId, locked: false }),
  };
  return { bookings };
};

const refuse = (what: string): never => {
  throw new NotFound(what);
};
