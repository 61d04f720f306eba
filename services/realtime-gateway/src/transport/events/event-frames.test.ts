import { describe, expect, it } from '@jest/globals';
import { Orientation, type Desk } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import type { Event } from '@flexspace/contracts/flexspace/events/v1/events';
import { framesOf } from './event-frames.js';

const ADA = { id: '11111111-1111-4111-8111-111111111111', username: 'ada', fullName: 'Ada Lovelace' };
const BEN = '22222222-2222-4222-8222-222222222222';

const event = (fact: NonNullable<Event['fact']>, locationId = 4): Event => ({
  eventId: 'e',
  occurredAt: { seconds: 1_795_000_000, nanos: 0 },
  actor: undefined,
  locationId,
  aggregateVersion: 1,
  fact,
});

const desk = (id: number): Desk => ({
  id,
  name: `A${id}`,
  roomId: 12,
  locationId: 4,
  posX: 10.5,
  posY: 20,
  orientation: Orientation.ORIENTATION_LEFT,
  version: 1,
});

const heardBy = (frames: ReturnType<typeof framesOf>): unknown[] =>
  frames.map(({ type, audience }) => [type, audience.kind === 'topic' ? audience.topic : audience.userIds]);

describe('framesOf', () => {
  it('shows a desk lock with its holder and its end, and none when it is gone', () => {
    const [locked] = framesOf(
      event({
        $case: 'deskLockChanged',
        value: {
          deskId: 7,
          roomId: 12,
          locked: true,
          lockedBy: ADA,
          expiresAt: { seconds: 1_795_000_060, nanos: 250_000_000 },
        },
      }),
    );
    expect(locked).toEqual({
      type: 'desk_lock',
      audience: { kind: 'topic', topic: 'room_12' },
      payload: {
        desk_id: 7,
        locked: true,
        locked_by: { id: ADA.id, username: 'ada', full_name: 'Ada Lovelace' },
        expires_at: '2026-11-18T11:07:40.250Z',
      },
    });
    const [free] = framesOf(
      event({
        $case: 'deskLockChanged',
        value: { deskId: 7, roomId: 12, locked: false, lockedBy: undefined, expiresAt: undefined },
      }),
    );
    expect(free?.payload).toEqual({ desk_id: 7, locked: false, locked_by: null, expires_at: null });
  });

  it('shows cancelled bookings as deleted', () => {
    const [frame] = framesOf(
      event({
        $case: 'bookingsChanged',
        value: { deskId: 7, roomId: 12, upserted: [], deletedIds: [3], status: undefined },
      }),
    );
    expect(frame?.payload).toEqual({ desk_id: 7, action: 'delete', bookings: [], deleted_ids: [3] });
  });

  it('shows changed and removed desks one by one, and asks to load a room again that changed as a whole', () => {
    const change = { roomId: 12, places: [], desks: [desk(1)], removedDeskIds: [2] };
    expect(
      framesOf(event({ $case: 'desksChanged', value: change })).map(({ type, payload }) => [type, payload]),
    ).toEqual([
      [
        'desk_changed',
        { desk_id: 1, desk: { id: 1, name: 'A1', room: 12, pos_x: 10.5, pos_y: 20, orientation: 'left' } },
      ],
      ['desk_removed', { desk_id: 2 }],
    ]);
    const many = { ...change, desks: Array.from({ length: 2_000 }, (_, index) => desk(index + 1)) };
    expect(framesOf(event({ $case: 'desksChanged', value: many }))).toMatchObject([
      { type: 'room_changed', payload: { room_id: 12, reload: true } },
    ]);
  });

  it('tells of a room both its viewers and those of its location', () => {
    const room = {
      roomId: 12,
      name: 'Aquarium',
      floorId: 3,
      floorName: 'Third',
      locationId: 4,
      isUnderMaintenance: false,
    };
    expect(heardBy(framesOf(event({ $case: 'roomChanged', value: room })))).toEqual([
      ['room_changed', 'room_12'],
      ['room_changed', 'location_4'],
    ]);
    expect(heardBy(framesOf(event({ $case: 'roomRemoved', value: { roomId: 12, locationId: 4 } })))).toEqual([
      ['room_removed', 'room_12'],
      ['room_removed', 'location_4'],
    ]);
    const frames = framesOf(event({ $case: 'maintenanceChanged', value: { roomId: 12, enabled: true, by: ADA } }));
    expect(heardBy(frames)).toEqual([
      ['room_maintenance', 'room_12'],
      ['room_maintenance', 'location_4'],
    ]);
    expect(frames[0]?.payload).toMatchObject({ room_id: 12, enabled: true, by: { username: 'ada' } });
  });

  it('tells of free desks those who look at the location', () => {
    const frames = framesOf(
      event({ $case: 'roomAvailabilityChanged', value: { roomId: 12, deskCount: 8, availableDeskCount: 3 } }),
    );
    expect(heardBy(frames)).toEqual([['room_availability', 'location_4']]);
    expect(frames[0]?.payload).toEqual({ room_id: 12, desk_count: 8, available_desk_count: 3 });
  });

  it('shows a permanent desk with its owner, and none when it is free again', () => {
    const frames = [true, false].flatMap((isPermanent) =>
      framesOf(
        event({
          $case: 'permanentDeskChanged',
          value: { deskId: 7, roomId: 12, isPermanent, assignee: isPermanent ? ADA : undefined },
        }),
      ),
    );
    expect(frames.map(({ payload }) => payload['desk'])).toEqual([
      { id: 7, is_permanent: true, permanent_assignee: { id: ADA.id, username: 'ada', full_name: 'Ada Lovelace' } },
      { id: 7, is_permanent: false, permanent_assignee: null },
    ]);
  });

  it('tells of rights and preferences only those whom they concern, and everybody not where', () => {
    const some = framesOf(event({ $case: 'accessChanged', value: { roomId: 12, userIds: [BEN] } }));
    expect(heardBy(some)).toEqual([['access_changed', [BEN]]]);
    expect(some[0]?.payload).toEqual({ location_id: 4, room_id: 12 });
    const all = framesOf(event({ $case: 'accessChanged', value: { roomId: 12, userIds: [] } }));
    expect(heardBy(all)).toEqual([['access_changed', 'global_updates']]);
    expect(all[0]?.payload).toEqual({ location_id: null, room_id: null });
    expect(heardBy(framesOf(event({ $case: 'preferencesChanged', value: { userId: BEN } })))).toEqual([
      ['preferences_changed', [BEN]],
    ]);
  });

  it('says nothing of a session that ended, nor of a fact it does not know', () => {
    expect(framesOf(event({ $case: 'sessionEnded', value: { userId: BEN, sessionId: 's' } }))).toEqual([]);
    expect(framesOf({ ...event({ $case: 'treeChanged', value: {} }), fact: undefined })).toEqual([]);
  });
});
