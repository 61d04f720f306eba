import { signIn, type PersonName, type SignedIn } from '@flexspace/testkit';
import { ask, type Answer, type Ask } from '../http-client.js';
import { MAP, mapForm } from './map-form.js';
import { BYSTANDER, ROLES } from './roles.js';

/** The ids that a row may speak of: objects of one location, all of them its own. */
export interface Place {
  readonly country: number;
  readonly location: number;
  readonly floor: number;
  /** Its gate has `group`. */
  readonly room: number;
  readonly desk: number;
  /** Nobody stands in its gate. */
  readonly closedRoom: number;
  readonly closedDesk: number;
  readonly group: number;
  /** Of the bystander, on `desk`. */
  readonly booking: number;
}

export interface Target extends Place {
  /** The other location: open, with a room for the foreigner's group. */
  readonly there: Place;
  /** Of the map of `room`: the room, a slash and the name of the file. */
  readonly map: string;
  /** The file of somebody's calendar subscription. */
  readonly calendar: string;
  readonly bystander: string;
}

export interface World {
  readonly target: Target;
  readonly as: (name: PersonName | undefined, path: string, options?: Ask) => Promise<Answer>;
  readonly make: Make;
  /** The same world, asked at another address. */
  readonly at: (origin: string) => World;
}

/** Makes objects as the superuser, and fails loudly when it cannot. */
export interface Make {
  country(): Promise<number>;
  place(who: Managers): Promise<Place>;
  floor(location: number): Promise<number>;
  room(place: Place, manager?: PersonName): Promise<Pick<Place, 'room' | 'desk'>>;
  desk(room: number): Promise<number>;
  group(location: number): Promise<number>;
  booking(desk: number, owner?: PersonName): Promise<number>;
  /** The path of the uploaded map. */
  map(room: number): Promise<string>;
  post(path: string, json?: object): Promise<Answer>;
}

interface Managers {
  readonly country: number;
  readonly locationManager: PersonName;
  readonly roomManager?: PersonName;
  readonly closedRoomManager?: PersonName;
  readonly members: readonly PersonName[];
  /** Who is let into the location and not into its rooms; with nobody here the location is open. */
  readonly visitors: readonly PersonName[];
}

/** One tomorrow for a whole file: midnight may come between two requests. */
const DAY_AHEAD = Date.now() + 24 * 60 * 60 * 1_000;

/** A span of an hour tomorrow, on desks that nobody else books. */
export const hour = (from: number): { start_time: string; end_time: string } => {
  const at = (hours: number): string => {
    const day = new Date(DAY_AHEAD);
    day.setUTCHours(hours, 0, 0, 0);
    return day.toISOString();
  };
  return { start_time: at(from), end_time: at(from + 1) };
};

const idOf = (answer: Answer): number => {
  if (answer.status >= 300) throw new Error(`the world cannot be made: ${answer.status} ${answer.text}`);
  return Number(answer.body['id']);
};

const everybody = [...Object.values(ROLES).filter((name) => name !== undefined), BYSTANDER];

/** The two locations that the rows are about, made through the API. */
export const createWorld = async (origin: string): Promise<World> => {
  const people = new Map<PersonName, SignedIn>();
  for (const name of everybody) people.set(name, await signIn(name));
  const idsOf = (names: readonly PersonName[]): object => ({ user_ids: names.map((name) => people.get(name)?.userId) });
  const askAt =
    (address: string): World['as'] =>
    (name, path, options = {}) => {
      const token = name === undefined ? undefined : people.get(name)?.token;
      return ask(`${address}${path}`, { ...(token !== undefined && { token }), ...options });
    };
  const as = askAt(origin);
  let made = 0;
  const next = (word: string): string => `${word} ${(made += 1)}`;
  const post: Make['post'] = async (path, json) => {
    const answer = await as('superuser', `/api${path}`, { method: 'POST', ...(json !== undefined && { json }) });
    idOf(answer);
    return answer;
  };
  const create = async (path: string, json: object): Promise<number> => idOf(await post(path, json));

  const make: Make = {
    post,
    country: () => create('/countries', { name: next('Country'), country_code: 'DE', lat: 51, lng: 10 }),
    floor: (location) => create('/floors', { location, name: next('Floor'), level: 1 }),
    desk: (room) => create('/desks', { room, name: next('Desk'), pos_x: 10, pos_y: 20, orientation: 'left' }),
    group: (location) => create('/usergroups', { location, name: next('Group') }),
    booking: async (desk_id, owner = BYSTANDER) =>
      idOf(await as(owner, '/api/bookings', { method: 'POST', json: { desk_id, ...hour(9) } })),
    async map(room) {
      const path = `/api/admin/rooms/${room}/upload-map`;
      const uploaded = await as('superuser', path, { method: 'POST', ...mapForm(MAP) });
      idOf(uploaded);
      return (uploaded.body['map_image'] as { url: string }).url;
    },
    async room({ floor, group }, manager) {
      const room = await create('/rooms', { floor_id: floor, name: next('Room') });
      const desk = await make.desk(room);
      await post(`/admin/rooms/${room}/set_allowed_groups`, { group_ids: [group] });
      if (manager !== undefined) await post(`/admin/rooms/${room}/add_managers`, idsOf([manager]));
      return { room, desk };
    },
    async place({ country, locationManager, roomManager, closedRoomManager, members, visitors }) {
      const at = { name: next('Location'), country_id: country, lat: 52, lng: 13, timezone: 'Europe/Berlin' };
      const location = await create('/locations', at);
      const [floor, group] = await Promise.all([make.floor(location), make.group(location)]);
      const [room, closedRoom] = await Promise.all([
        create('/rooms', { floor_id: floor, name: next('Room') }),
        create('/rooms', { floor_id: floor, name: next('Closed room') }),
        post(`/usergroups/${group}/add_members`, idsOf(members)),
        post(`/admin/locations/${location}/add_managers`, idsOf([locationManager])),
      ]);
      if (visitors.length > 0) {
        const guests = await make.group(location);
        await post(`/usergroups/${guests}/add_members`, idsOf(visitors));
        await post(`/admin/locations/${location}/set_allowed_groups`, { group_ids: [group, guests] });
      }
      await post(`/admin/rooms/${room}/set_allowed_groups`, { group_ids: [group] });
      if (roomManager !== undefined) await post(`/admin/rooms/${room}/add_managers`, idsOf([roomManager]));
      if (closedRoomManager !== undefined) {
        await post(`/admin/rooms/${closedRoom}/add_managers`, idsOf([closedRoomManager]));
      }
      const [desk, closedDesk] = await Promise.all([make.desk(room), make.desk(closedRoom)]);
      const booking = await make.booking(desk, members[0]);
      return { country, location, floor, room, desk, closedRoom, closedDesk, group, booking };
    },
  };

  const there = await make.place({
    country: await make.country(),
    locationManager: ROLES.otherLocationManager,
    members: [BYSTANDER, ROLES.foreigner],
    visitors: [],
  });
  const here = await make.place(gated(await make.country()));
  const map = (await make.map(here.room)).replace('/media/maps/', '');
  const target = { ...here, there, map, calendar: '', bystander: people.get(BYSTANDER)?.userId ?? '' };
  const at = (address: string): World => ({ target, make, as: askAt(address), at });
  return at(origin);
};

/** A location with the people of the table around it. */
export const gated = (country: number): Managers => ({
  country,
  locationManager: ROLES.locationManager,
  roomManager: ROLES.roomManager,
  closedRoomManager: ROLES.otherRoomManager,
  members: [BYSTANDER, ROLES.insider],
  visitors: [ROLES.visitor],
});
