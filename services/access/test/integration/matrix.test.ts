import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AccessServiceService,
  Action,
  type AccessServiceClient,
} from '@flexspace/contracts/flexspace/access/v1/access';
import { DomainError, type UserId } from '@flexspace/kernel';
import type { CallOptions, PromiseClient } from '@flexspace/service-kit';
import { signIn, testCall, type SignedIn } from '@flexspace/testkit';
import { createAccessWorld, type AccessWorld } from './access-world.js';
import { seedWorld } from './world-model.js';

const ROLES = [
  'anonymous',
  'user',
  'outsider',
  'room manager',
  'location manager',
  'other manager',
  'staff',
  'superuser',
] as const;
type Role = (typeof ROLES)[number];

/** A place as each row finds it, new for each cell. */
interface Place {
  readonly locationId: number;
  readonly room: { readonly roomId: number; readonly locationId: number };
  readonly otherRoom: { readonly roomId: number; readonly locationId: number };
  readonly groupId: number;
  readonly userIds: UserId[];
}
type Client = PromiseClient<AccessServiceClient>;
type Call = (client: Client, place: Place, options: CallOptions) => Promise<unknown>;

const YES = 'yes';
const NO = 'FORBIDDEN';
const HIDDEN = 'NOT_FOUND';
/** anonymous, user, outsider (the location gate is closed to them), room manager, location manager, other manager, staff, superuser */
type Row = readonly [string, Call, ...string[]];
const OUT = 'UNAUTHENTICATED';
const ANYBODY = [OUT, YES, YES, YES, YES, YES, YES, YES];
const LOCATION_MANAGERS = [OUT, NO, HIDDEN, NO, YES, NO, NO, YES];
const ROOM_MANAGERS = [OUT, NO, HIDDEN, YES, YES, NO, NO, YES];
const desk = { roomUnderMaintenance: false, permanentAssigneeId: '' };
const none = { subjectId: '', ownerId: '' };

const ROWS: readonly Row[] = [
  ['checkAccess', (c, p, o) => c.checkAccess({ ...none, ...p.room, action: Action.ACTION_BOOK, desk }, o), ...ANYBODY],
  [
    'bulkCheckAccess',
    (c, p, o) => c.bulkCheckAccess({ checks: [{ ...none, ...p.room, action: Action.ACTION_SEE }] }, o),
    ...ANYBODY,
  ],
  ['listAccessible', (c, _p, o) => c.listAccessible({ subjectId: '' }, o), ...ANYBODY],
  [
    'listAccessible of another',
    (c, p, o) => c.listAccessible({ subjectId: p.userIds[0]! }, o),
    OUT,
    NO,
    NO,
    NO,
    NO,
    NO,
    YES,
    YES,
  ],
  ['getMe', (c, _p, o) => c.getMe({}, o), ...ANYBODY],
  ['getPeople', (c, p, o) => c.getPeople({ userIds: p.userIds }, o), ...ANYBODY],
  ['searchPeople', (c, _p, o) => c.searchPeople({ query: 'anybody', pageSize: 5 }, o), ...ANYBODY],
  ['getGroup', (c, p, o) => c.getGroup({ groupId: p.groupId }, o), ...ROOM_MANAGERS],
  ['listGroups', (c, p, o) => c.listGroups({ locationId: p.locationId }, o), ...ROOM_MANAGERS],
  [
    'createGroup',
    (c, p, o) => c.createGroup({ locationId: p.locationId, name: 'New', description: '' }, o),
    ...LOCATION_MANAGERS,
  ],
  [
    'updateGroup',
    (c, p, o) => c.updateGroup({ groupId: p.groupId, name: 'Renamed', ifVersion: 0 }, o),
    ...LOCATION_MANAGERS,
  ],
  [
    'deleteGroup',
    (c, p, o) => c.deleteGroup({ groupId: p.groupId, force: true, ifVersion: 0 }, o),
    ...LOCATION_MANAGERS,
  ],
  [
    'addGroupMembers',
    (c, p, o) => c.addGroupMembers({ groupId: p.groupId, userIds: p.userIds }, o),
    ...LOCATION_MANAGERS,
  ],
  [
    'removeGroupMembers',
    (c, p, o) => c.removeGroupMembers({ groupId: p.groupId, userIds: p.userIds }, o),
    ...LOCATION_MANAGERS,
  ],
  ['listLocationAccess', (c, _p, o) => c.listLocationAccess({ locationIds: [] }, o), ...ANYBODY],
  ['addLocationManagers', (c, p, o) => c.addLocationManagers(p, o), ...LOCATION_MANAGERS],
  ['removeLocationManagers', (c, p, o) => c.removeLocationManagers(p, o), ...LOCATION_MANAGERS],
  ['setLocationGate', (c, p, o) => c.setLocationGate({ ...p, groupIds: [] }, o), ...LOCATION_MANAGERS],
  ['setDelegation', (c, p, o) => c.setDelegation({ ...p, allow: true }, o), ...LOCATION_MANAGERS],
  ['listRoomAccess', (c, p, o) => c.listRoomAccess({ rooms: [p.room] }, o), ...ANYBODY],
  ['addRoomManagers', (c, p, o) => c.addRoomManagers(p, o), ...LOCATION_MANAGERS],
  ['removeRoomManagers', (c, p, o) => c.removeRoomManagers(p, o), ...LOCATION_MANAGERS],
  ['setRoomGate', (c, p, o) => c.setRoomGate({ room: p.room, groupIds: [p.groupId] }, o), ...ROOM_MANAGERS],
  [
    'setRoomGate of another room',
    (c, p, o) => c.setRoomGate({ room: p.otherRoom, groupIds: [] }, o),
    ...LOCATION_MANAGERS,
  ],
  ['getPreferences', (c, _p, o) => c.getPreferences({}, o), ...ANYBODY],
  ['updatePreferences', (c, _p, o) => c.updatePreferences({ theme: 'dark' }, o), ...ANYBODY],
  ['listAudit', (c, _p, o) => c.listAudit({ pageSize: 1, pageToken: '' }, o), OUT, NO, NO, NO, NO, NO, NO, YES],
];

describe('who may call what', () => {
  let world: AccessWorld;
  let tokens: Record<Exclude<Role, 'anonymous'>, SignedIn>;

  beforeAll(async () => {
    world = await createAccessWorld();
    const [user, outsider, room, location, other, staff, superuser] = await Promise.all([
      signIn('alice'),
      signIn('bob'),
      signIn('roomManager'),
      signIn('berlinManager'),
      signIn('parisManager'),
      signIn('staff'),
      signIn('superuser'),
    ]);
    tokens = {
      user,
      outsider,
      'room manager': room,
      'location manager': location,
      'other manager': other,
      staff,
      superuser,
    };
  });
  afterAll(() => world.close());

  const createPlace = async (): Promise<Place> => {
    const everybody = Object.keys(tokens);
    const model = {
      people: Object.fromEntries([...everybody, 'somebody'].map((key) => [key, {}])),
      locations: {
        here: {
          groups: { insiders: ['user', 'other manager'], others: [] },
          gate: ['insiders'],
          managers: ['location manager'],
          rooms: { own: { managers: ['room manager'] }, other: {} },
        },
        elsewhere: { managers: ['other manager'], rooms: { far: {} } },
      },
    };
    const known = new Map(Object.entries(tokens).map(([key, person]) => [key, person.userId]));
    const seeded = await seedWorld(world.database, model, known);
    const locationId = seeded.locations.get('here')!;
    const group = await world.database
      .knex('access.groups')
      .where({ location_id: locationId, name: 'others' })
      .first<{ id: number }>('id');
    const userIds = [seeded.people.get('somebody')!];
    return {
      locationId,
      room: seeded.rooms.get('own')!,
      otherRoom: seeded.rooms.get('other')!,
      groupId: group.id,
      userIds,
    };
  };

  it('has a row for every call', () => {
    const rows = new Set(ROWS.map(([name]) => name.split(' ')[0]));
    expect(Object.keys(AccessServiceService).filter((name) => !rows.has(name))).toEqual([]);
  });

  it.each(ROWS)('%s', async (_name, ...cells) => {
    const [call, ...expected] = cells;
    const outcomes: Record<string, string> = {};
    for (const role of ROLES) {
      const options = role === 'anonymous' ? testCall('') : testCall(tokens[role]);
      try {
        await call(world.client, await createPlace(), options);
        outcomes[role] = YES;
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        outcomes[role] = error.reason;
      }
    }
    expect(outcomes).toEqual(Object.fromEntries(ROLES.map((role, index) => [role, expected[index]])));
  });

  it('shows managers of a place only what is theirs', async () => {
    const place = await createPlace();
    const { client } = world;
    const seen = async (role: Exclude<Role, 'anonymous'>) => {
      const options = testCall(tokens[role]);
      const [{ locations }, { rooms }] = await Promise.all([
        client.listLocationAccess({ locationIds: [place.locationId] }, options),
        client.listRoomAccess({ rooms: [place.room, place.otherRoom] }, options),
      ]);
      return [locations.length, rooms.map((room) => room.roomId)];
    };
    const both = [place.room.roomId, place.otherRoom.roomId];
    expect(await seen('superuser')).toEqual([1, both]);
    expect(await seen('location manager')).toEqual([1, both]);
    expect(await seen('room manager')).toEqual([0, [place.room.roomId]]);
    for (const role of ['user', 'outsider', 'other manager', 'staff'] as const)
      expect(await seen(role)).toEqual([0, []]);
  });
});
