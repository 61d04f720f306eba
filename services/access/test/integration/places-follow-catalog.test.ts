import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Event } from '@flexspace/contracts/flexspace/events/v1/events';
import { systemClock } from '@flexspace/kernel';
import { newEvent, type Fact } from '@flexspace/messaging';
import { listAudit } from '@flexspace/database';
import { signIn, testCall, type SignedIn } from '@flexspace/testkit';
import { createAccessWorld, type AccessWorld } from './access-world.js';
import { seedWorld, type SeededWorld } from './world-model.js';

const TABLES = [
  'locations',
  'rooms',
  'groups',
  'group_members',
  'location_gates',
  'room_gates',
  'location_managers',
  'room_managers',
];

describe('places that are removed in catalog', () => {
  let world: AccessWorld;
  let superuser: SignedIn;
  let manager: SignedIn;
  let seeded: SeededWorld;

  beforeAll(async () => {
    world = await createAccessWorld();
    [superuser, manager] = await Promise.all([signIn('superuser'), signIn('berlinManager')]);
  });
  afterAll(() => world.close());

  const place = async (): Promise<SeededWorld> => {
    const model = {
      people: { manager: {}, member: {} },
      locations: {
        berlin: {
          groups: { team: ['member'] },
          gate: ['team'],
          managers: ['manager'],
          rooms: { gone: { gate: ['team'], managers: ['member'] }, stays: { gate: ['team'], managers: ['manager'] } },
        },
      },
    };
    return seedWorld(world.database, model, new Map([['manager', manager.userId]]));
  };

  const eventOf = (fact: Fact, at: number, version: number): Event =>
    newEvent({ at: systemClock.now(), locationId: at, aggregateVersion: version, fact });
  const subjectOf = (event: Event): string => {
    const [aggregate, word] = event.fact!.$case.split(/(?=[A-Z])/);
    return `catalog.v1.${aggregate}.${word!.toLowerCase()}.${event.locationId}`;
  };
  const publish = async (events: readonly Event[]): Promise<void> => {
    for (const event of events) await world.bus.publish(subjectOf(event), event);
    await world.service.settle();
  };
  /** Everything about one location, without the instants at which it was written. */
  const stateOf = async (at: number): Promise<Record<string, object[]>> => {
    const state: Record<string, object[]> = {};
    for (const table of TABLES) {
      const query = world.database.knex(`access.${table} as t`).select<Record<string, unknown>[]>('t.*');
      if (table === 'group_members') query.join('access.groups as g', 'g.id', 't.group_id').where('g.location_id', at);
      else query.where('t.location_id', at);
      state[table] = (await query).map(({ removed_at, version: _version, ...row }) => ({
        ...row,
        removed: removed_at !== null,
      }));
    }
    return state;
  };

  it('lose their gates and managers, once, however often and in whatever order they are told', async () => {
    seeded = await place();
    const at = seeded.locations.get('berlin')!;
    const { roomId } = seeded.rooms.get('gone')!;
    const story = [
      eventOf(
        { $case: 'locationChanged', value: { locationId: at, name: 'Berlin', timezone: 'Europe/Berlin' } },
        at,
        3,
      ),
      eventOf(
        {
          $case: 'roomChanged',
          value: { roomId, name: 'Old name', floorId: 1, floorName: '', locationId: at, isUnderMaintenance: false },
        },
        at,
        2,
      ),
      eventOf(
        {
          $case: 'roomChanged',
          value: { roomId, name: 'New name', floorId: 1, floorName: '', locationId: at, isUnderMaintenance: false },
        },
        at,
        5,
      ),
      eventOf({ $case: 'roomRemoved', value: { roomId, locationId: at } }, at, 6),
    ];
    await publish(story);
    const after = await stateOf(at);
    expect(after['room_managers']).toHaveLength(1);
    expect(after['room_gates']).toHaveLength(1);
    expect(after['locations']).toMatchObject([{ name: 'Berlin' }]);
    expect(after['rooms']).toContainEqual(
      expect.objectContaining({ room_id: roomId, name: 'New name', removed: true }),
    );

    await publish([...story, ...story.toReversed()]);
    // The same words as other events, so that the inbox cannot help: the rules themselves have to hold.
    const again = story.toReversed().map((event) => eventOf(event.fact!, at, event.aggregateVersion));
    await publish(again);
    expect(await stateOf(at)).toEqual(after);

    const change = { room: { roomId, locationId: at }, userIds: [manager.userId] };
    await expect(world.client.addRoomManagers(change, testCall(manager))).rejects.toMatchObject({
      reason: 'NOT_FOUND',
    });
  });

  it('lose everything with their location, and nobody keeps it as a default', async () => {
    seeded = await place();
    const at = seeded.locations.get('berlin')!;
    await world.client.updatePreferences({ defaultLocationId: at }, testCall(superuser));
    const by = { id: superuser.userId, username: 'superuser', fullName: 'Super User' };
    const groups = await world.database.knex
      .select<{ id: number }[]>('id')
      .from('access.groups')
      .where('location_id', at);
    const team = groups[0]!.id;
    const removed = { ...eventOf({ $case: 'locationRemoved', value: { locationId: at } }, at, 9), actor: by };
    await publish([removed, removed]);

    const trail = await listAudit(world.database.knex, 'access', { filter: { locationId: at }, limit: 10 });
    const [member, boss] = [seeded.people.get('member')!, manager.userId];
    const roomOf = (name: string, who: string) => ({
      room_id: seeded.rooms.get(name)!.roomId,
      manager_ids: [who],
      group_ids: [team],
    });
    expect(trail.map((row) => [row.action, row.objectId, row.actor?.id, JSON.parse(row.before) as unknown])).toEqual([
      [
        'location.removed',
        String(at),
        by.id,
        {
          manager_ids: [boss],
          group_ids: [team],
          room_managers_may_edit_members: false,
          rooms: [roomOf('gone', member), roomOf('stays', boss)],
        },
      ],
      ['group.deleted', String(team), by.id, { name: 'team', description: '', member_ids: [member] }],
    ]);
    const after = await stateOf(at);
    for (const table of TABLES.slice(2)) expect({ table, rows: after[table] }).toEqual({ table, rows: [] });
    expect((await world.client.getMe({}, testCall(manager))).managedLocationIds).not.toContain(at);
    expect((await world.client.getPreferences({}, testCall(superuser))).defaultLocationId).toBe(0);
    await expect(
      world.client.addLocationManagers({ locationId: at, userIds: [manager.userId] }, testCall(superuser)),
    ).rejects.toMatchObject({ reason: 'NOT_FOUND' });

    // A room of it that is heard of only now was removed with it.
    const late = eventOf(
      {
        $case: 'roomChanged',
        value: { roomId: 77_001, name: 'Late', floorId: 1, floorName: '', locationId: at, isUnderMaintenance: false },
      },
      at,
      1,
    );
    await publish([late]);
    const rooms = (await stateOf(at))['rooms'];
    expect(rooms).toContainEqual(expect.objectContaining({ room_id: 77_001, removed: true }));
    const said = await world.database
      .knex('access.outbox')
      .where('subject', `access.v1.manager.changed.${at}`)
      .select<{ payload: Buffer }[]>('payload');
    expect(said.map((row) => Event.decode(row.payload).fact)).toEqual([
      { $case: 'accessChanged', value: { roomId: 0, userIds: [] } },
    ]);
  });

  it('may be removed before they were ever heard of', async () => {
    const removed = eventOf({ $case: 'roomRemoved', value: { roomId: 88_001, locationId: 88_000 } }, 88_000, 4);
    const changed = eventOf(
      {
        $case: 'roomChanged',
        value: {
          roomId: 88_001,
          name: 'Ghost',
          floorId: 1,
          floorName: '',
          locationId: 88_000,
          isUnderMaintenance: false,
        },
      },
      88_000,
      3,
    );
    await publish([removed, changed]);
    expect((await stateOf(88_000))['rooms']).toMatchObject([{ room_id: 88_001, removed: true }]);
  });
});
