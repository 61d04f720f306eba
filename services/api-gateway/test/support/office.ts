import { signIn, type PersonName, type SignedIn } from '@flexspace/testkit';
import { ask, type Answer, type Ask } from '../http-client.js';
import { startRealServices, type RealServices } from './real-services.js';

/** A small company on the real services: a room in Berlin with two desks, in which alice's group may book. */
export interface Office {
  readonly world: RealServices;
  readonly people: ReadonlyMap<PersonName, SignedIn>;
  readonly ids: Readonly<Record<'country' | 'location' | 'floor' | 'room' | 'desk' | 'other' | 'group', number>>;
  readonly as: (name: PersonName, path: string, options?: Ask) => Promise<Answer>;
  readonly post: (name: PersonName, path: string, json?: unknown) => Promise<Answer>;
}

/** The id of what was made; throws when nothing was. */
export const idOf = (answer: Answer): number => {
  if (answer.status >= 300) throw new Error(`${answer.status} ${answer.text}`);
  return Number(answer.body['id']);
};
/** One tomorrow for a whole file: midnight may come between two requests. */
const DAY_AHEAD = Date.now() + 24 * 60 * 60 * 1_000;
/** Tomorrow at this hour, UTC. */
export const tomorrow = (hour: number): string => {
  const at = new Date(DAY_AHEAD);
  at.setUTCHours(hour, 0, 0, 0);
  return at.toISOString();
};
/** A booking of tomorrow. */
export const slot = (desk: number, start: number, end: number): object => ({
  desk_id: desk,
  start_time: tomorrow(start),
  end_time: tomorrow(end),
});

const PEOPLE = ['superuser', 'staff', 'alice', 'bob', 'berlinManager'] as const;

export const openOffice = async (): Promise<Office> => {
  const world = await startRealServices();
  const people = new Map<PersonName, SignedIn>();
  for (const name of PEOPLE) people.set(name, await signIn(name));
  const as: Office['as'] = (name, path, options = {}) =>
    ask(`${world.gateway.origin}/api${path}`, { token: people.get(name)?.token ?? '', ...options });
  const post: Office['post'] = (name, path, json) =>
    as(name, path, { method: 'POST', ...(json !== undefined && { json }) });

  const ids = { country: 0, location: 0, floor: 0, room: 0, desk: 0, other: 0, group: 0 };
  ids.country = idOf(await post('superuser', '/countries/', { name: 'Germany', country_code: 'DE', lat: 51, lng: 10 }));
  ids.location = idOf(
    await post('superuser', '/locations/', {
      name: 'Berlin',
      country_id: ids.country,
      lat: 52.5,
      lng: 13.4,
      timezone: 'Europe/Berlin',
    }),
  );
  ids.floor = idOf(await post('superuser', '/floors/', { location: ids.location, name: 'Ground', level: 0 }));
  ids.room = idOf(await post('superuser', '/rooms/', { floor_id: ids.floor, name: 'Atrium' }));
  const grid = await as('superuser', `/admin/rooms/${ids.room}/desks/`, {
    method: 'PUT',
    json: { desks: [1, 2].map((n) => ({ name: `A${n}`, pos_x: 10 * n, pos_y: 20, orientation: 'left' })) },
  });
  const desks = grid.body['desks'] as { id: number }[];
  [ids.desk, ids.other] = [desks[0]?.id ?? 0, desks[1]?.id ?? 0];
  const alice = people.get('alice')?.userId;
  ids.group = idOf(await post('superuser', '/usergroups/', { location: ids.location, name: 'Engineering' }));
  await post('superuser', `/usergroups/${ids.group}/add_members/`, { user_ids: [alice] });
  await post('superuser', `/admin/rooms/${ids.room}/set_allowed_groups/`, { group_ids: [ids.group] });
  return { world, people, ids, as, post };
};
