import type { PersonName } from '@flexspace/testkit';

/**
 * Who asks, seen from the gated location that the rows are about. `insider` passes both gates, `visitor` the location gate alone,
 * `outsider` none, and `foreigner` is in a group of the other location. `otherRoomManager` manages the neighbouring room.
 */
export const ROLES = {
  anonymous: undefined,
  insider: 'alice',
  outsider: 'bob',
  visitor: 'carol',
  foreigner: 'dave',
  roomManager: 'roomManager',
  otherRoomManager: 'erin',
  locationManager: 'berlinManager',
  otherLocationManager: 'parisManager',
  staff: 'staff',
  superuser: 'superuser',
} as const satisfies Record<string, PersonName | undefined>;

export type Role = keyof typeof ROLES;
export const ROLE_NAMES = Object.keys(ROLES) as Role[];

/** Somebody inside both gates whom no row asks as: owns bookings, is appointed and made a member. */
export const BYSTANDER: PersonName = 'frank';

/** What each role is answered, in one word; `yes` is the success of the operation. */
export type Answers = Readonly<Record<Role, string>>;

/** Reads a line of the tables: one word for each role, in the order of ROLES. */
const cells = (line: string): Answers => {
  const words = line.trim().split(/\s+/);
  if (words.length !== ROLE_NAMES.length)
    throw new Error(`${words.length} cells for ${ROLE_NAMES.length} roles: ${line}`);
  return Object.fromEntries(ROLE_NAMES.map((role, index) => [role, words[index] ?? ''])) as Answers;
};

/** The same answers with another word in place of one. */
export const replaced = (answers: Answers, from: string, to: string): Answers =>
  Object.fromEntries(Object.entries(answers).map(([role, word]) => [role, word === from ? to : word])) as Answers;

/** The matrix of the access rules. Where a word stands alone, everybody is answered the same. */
export const EVERYONE = cells('yes yes yes yes yes yes yes yes yes yes yes');
//                                      anon  inside outside  visitor foreign  roomMgr other locMgr other staff super
export const SIGNED_IN = cells(/*     */ '401 yes    yes      yes     yes      yes     yes   yes    yes   yes   yes');
export const SUPERUSER = cells(/*     */ '401 403    403      403     403      403     403   403    403   403   yes');
export const SUPERUSER_HERE = cells(/**/ '401 403    404      403     404      403     403   403    404   403   yes');
export const SEES = cells(/*          */ '401 yes    404      yes     404      yes     yes   yes    404   yes   yes');
export const LISTED = cells(/*        */ '401 has    not      has     not      has     has   has    not   has   has');
export const MANAGES_LOCATION = cells(/**/ '401 403  404      403     404      403     403   yes    404   403   yes');
export const MANAGES_ROOM = cells(/*  */ '401 403    404      403     404      yes     403   yes    404   403   yes');
export const READS_GROUPS = cells(/*  */ '401 403    404      403     404      yes     yes   yes    404   403   yes');
export const LISTS_GROUPS = cells(/*  */ '401 not    not      not     not      has     has   has    not   not   has');
export const BOOKS = cells(/*         */ '401 yes    location room    location yes     room  yes    location yes yes');
export const CHANGES_BOOKING = cells(/**/ '401 owner 404      owner   404      yes     owner yes    404   yes   yes');
/** What is under /admin exists for those who manage it. */
export const OWN_LOCATION = cells(/*  */ '401 404    404      404     404      404     404   yes    404   404   yes');
export const OWN_LOCATIONS = cells(/* */ '401 not    not      not     not      not     not   has    not   not   has');
export const OWN_ROOM = cells(/*      */ '401 404    404      404     404      yes     404   yes    404   404   yes');
export const OWN_ROOMS = cells(/*     */ '401 not    not      not     not      has     not   has    not   not   has');
/** At the other location, whose gate is open and whose room is for the foreigner's group. */
export const MANAGES_THERE = cells(/* */ '401 403    403      403     403      403     403   403    yes   403   yes');
export const READS_GROUPS_THERE = MANAGES_THERE;
export const BOOKS_THERE = cells(/*   */ '401 room   room     room    yes      room    room  room   yes   yes   yes');
export const OWNS_THERE = cells(/*    */ '401 owner  owner    owner   owner    owner   owner owner  yes   yes   yes');
/** A room whose gate lets nobody in, of which `otherRoomManager` is the manager. */
export const BOOKS_CLOSED = cells(/*  */ '401 room   location room    location room    yes   yes    location yes yes');
export const MANAGES_CLOSED = cells(/**/ '401 403    404      403     404      403     yes   yes    404   403   yes');
export const REFUSED_FIELD = cells(/* */ '401 400    400      400     400      400     400   400    400   400   400');
export const NOTHING_THERE = cells(/* */ '401 404    404      404     404      404     404   404    404   404   404');
export const row = cells;
