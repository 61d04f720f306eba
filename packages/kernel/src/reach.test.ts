import { describe, expect, it } from '@jest/globals';
import { locationId, roomId, userId } from './ids.js';
import { bookingRefusal, closedGate, managesRoom, mayChangeBooking, seesLocation, type Reach } from './reach.js';

const alice = userId('00000000-0000-4000-8000-00000000000a');
const bob = userId('00000000-0000-4000-8000-00000000000b');
const room = { roomId: roomId(7), locationId: locationId(1) };
const usual = { roomUnderMaintenance: false, permanentAssignee: undefined };
const reach = (more: Partial<Reach> = {}): Reach => ({
  userId: alice,
  passesGates: false,
  managesEverything: false,
  closedLocations: new Set(),
  managedLocations: new Set(),
  managedRooms: new Set(),
  gateOpenRooms: new Set(),
  ...more,
});

describe('reach', () => {
  it('lets nobody book in a room without groups but managers', () => {
    expect(closedGate(reach(), room)).toBe('ROOM_GATE');
    expect(closedGate(reach({ managedRooms: new Set([room.roomId]) }), room)).toBeUndefined();
    expect(closedGate(reach({ managedLocations: new Set([room.locationId]) }), room)).toBeUndefined();
  });

  it('asks the location gate first, and the room gate never opens it', () => {
    const closed = reach({ closedLocations: new Set([room.locationId]), gateOpenRooms: new Set([room.roomId]) });
    expect(closedGate(closed, room)).toBe('LOCATION_GATE');
    expect(seesLocation(closed, room.locationId)).toBe(false);
  });

  it('refuses everybody under maintenance, managers and superusers included', () => {
    const superuser = reach({ passesGates: true, managesEverything: true });
    expect(bookingRefusal(superuser, room, { ...usual, roomUnderMaintenance: true })).toBe('ROOM_UNDER_MAINTENANCE');
  });

  it('keeps a permanent desk for its assignee alone', () => {
    const superuser = reach({ passesGates: true, managesEverything: true });
    expect(bookingRefusal(superuser, room, { ...usual, permanentAssignee: bob })).toBe('DESK_PERMANENT');
    expect(bookingRefusal({ ...superuser, userId: bob }, room, { ...usual, permanentAssignee: bob })).toBeUndefined();
  });

  it('gives a location manager every room there, and a room manager only theirs', () => {
    expect(managesRoom(reach({ managedLocations: new Set([room.locationId]) }), room)).toBe(true);
    expect(managesRoom(reach({ managedRooms: new Set([roomId(8)]) }), room)).toBe(false);
  });

  it('lets staff change bookings and manage nothing', () => {
    const staff = reach({ passesGates: true });
    expect(mayChangeBooking(staff, room, bob)).toBe(true);
    expect(managesRoom(staff, room)).toBe(false);
  });
});
