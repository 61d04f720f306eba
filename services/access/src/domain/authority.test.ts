import { describe, expect, it } from '@jest/globals';
import { DomainError, locationId, roomId, userId } from '@flexspace/kernel';
import {
  mayAskAboutOthers,
  requireGroupReader,
  requireLocationManager,
  requireMemberEditor,
  requireRoomManager,
} from './authority.js';
import { plainStanding, toReach, type RealmRole, type Standing } from './standing.js';

const AT = locationId(1);
const ELSEWHERE = locationId(2);
const ROOM = { roomId: roomId(11), locationId: AT };
const nobody = plainStanding(userId('00000000-0000-4000-8000-000000000001'));
const person = { isSuperuser: false, isStaff: false, isService: false };

const reach = (standing: Partial<Standing>, roles: readonly RealmRole[] = []) =>
  toReach({ ...nobody, ...standing }, new Set(roles), AT);
const WHO = {
  user: reach({}),
  stranger: reach({ closedLocations: [AT] }),
  'room manager': reach({ managedRooms: [ROOM] }),
  'room manager elsewhere': reach({ managedRooms: [{ roomId: roomId(21), locationId: ELSEWHERE }] }),
  'location manager': reach({ managedLocations: [AT] }),
  'location manager elsewhere': reach({ managedLocations: [ELSEWHERE] }),
  staff: reach({}, ['staff']),
  superuser: reach({}, ['superuser']),
};
type Who = keyof typeof WHO;

const outcome = (work: () => void): string => {
  try {
    work();
    return 'yes';
  } catch (error) {
    if (error instanceof DomainError) return error.reason;
    throw error;
  }
};

// One row for each role: location manager's things, the room's gate, group members with the switch off and on, listing groups.
const MATRIX: readonly (readonly [Who, string, string, string, string, string])[] = [
  ['user', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN'],
  ['stranger', 'NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND'],
  ['room manager', 'FORBIDDEN', 'yes', 'FORBIDDEN', 'yes', 'yes'],
  ['room manager elsewhere', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN'],
  ['location manager', 'yes', 'yes', 'yes', 'yes', 'yes'],
  ['location manager elsewhere', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN'],
  ['staff', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN'],
  ['superuser', 'yes', 'yes', 'yes', 'yes', 'yes'],
];

describe('who may change what', () => {
  it.each(MATRIX)('%s', (who, location, gate, membersOff, membersOn, groups) => {
    expect(
      outcome(() => {
        requireLocationManager(WHO[who], AT);
      }),
    ).toBe(location);
    expect(
      outcome(() => {
        requireRoomManager(WHO[who], ROOM);
      }),
    ).toBe(gate);
    expect(
      outcome(() => {
        requireMemberEditor(WHO[who], AT, false);
      }),
    ).toBe(membersOff);
    expect(
      outcome(() => {
        requireMemberEditor(WHO[who], AT, true);
      }),
    ).toBe(membersOn);
    expect(
      outcome(() => {
        requireGroupReader(WHO[who], AT);
      }),
    ).toBe(groups);
  });

  it('lets a manager ask about others at their own place alone', () => {
    const book = {
      action: 'book',
      room: ROOM,
      desk: { roomUnderMaintenance: false, permanentAssignee: undefined },
    } as const;
    const asks = (who: Who, check: Parameters<typeof mayAskAboutOthers>[1]) =>
      mayAskAboutOthers(person, check, WHO[who]);
    expect(asks('location manager', book)).toBe(true);
    expect(asks('room manager', book)).toBe(true);
    expect(asks('room manager', { ...book, room: { roomId: roomId(12), locationId: AT } })).toBe(true);
    expect(asks('room manager elsewhere', book)).toBe(false);
    expect(asks('room manager', { action: 'see', locationId: AT })).toBe(true);
    expect(asks('location manager elsewhere', book)).toBe(false);
    expect(asks('user', book)).toBe(false);
    expect(asks('superuser', { action: 'administer' })).toBe(false);
    expect(mayAskAboutOthers({ ...person, isService: true }, { action: 'administer' }, WHO.user)).toBe(true);
  });
});
