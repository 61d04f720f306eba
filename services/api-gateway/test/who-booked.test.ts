import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRealtimeService, realtimeConfig, type RealtimeGateway } from '@flexspace/realtime-gateway';
import { eventually, oidcEnvironment, signIn, silentLogger, type PersonName, type SignedIn } from '@flexspace/testkit';
import { WebSocket } from 'ws';
import { ask, type Answer, type Ask } from './http-client.js';
import { idOf, openOffice, slot, tomorrow, type Office } from './support/office.js';

/** alice books behind a closed gate; carol is inside it, bob is not, and has a booking of his own in an open location. */
let office: Office;
let realtime: RealtimeGateway;
let alice: SignedIn;
let carol: SignedIn;
let held: number;
let permanent: number;
let hers: number;
let cancelled: number;
let his: number;
const sockets: WebSocket[] = [];

const as = (who: PersonName, path: string, options: Ask = {}): Promise<Answer> =>
  who === 'carol'
    ? ask(`${office.world.gateway.origin}/api${path}`, { token: carol.token, ...options })
    : office.as(who, path, options);
const desk = async (room: number, name: string): Promise<number> =>
  idOf(await office.post('superuser', '/desks/', { room, name, pos_x: 50, pos_y: 50, orientation: 'top' }));

beforeAll(async () => {
  office = await openOffice();
  const { ids, post } = office;
  [alice, carol] = [office.people.get('alice') ?? (await signIn('alice')), await signIn('carol')];
  await post('superuser', `/usergroups/${ids.group}/add_members/`, { user_ids: [carol.userId] });
  [held, permanent] = [await desk(ids.room, 'Held'), await desk(ids.room, 'Permanent')];
  const now = Date.now();
  const running = {
    start_time: new Date(now - 1_000).toISOString(),
    end_time: new Date(now + 7_200_000).toISOString(),
  };
  idOf(await post('alice', '/bookings/', { desk_id: ids.desk, ...running }));
  hers = idOf(await post('alice', '/bookings/', slot(ids.desk, 9, 12)));
  cancelled = idOf(await post('alice', '/bookings/', slot(ids.desk, 13, 14)));
  await as('alice', `/bookings/${cancelled}/`, { method: 'DELETE' });
  await post('alice', '/bookings/lock/', { desk_id: held });
  await post('superuser', `/desks/${permanent}/assign-permanent/`, { user_id: alice.userId });

  const open = { name: 'Paris', country_id: ids.country, lat: 48, lng: 2, timezone: 'Europe/Paris' };
  const location = idOf(await post('superuser', '/locations/', open));
  const floor = idOf(await post('superuser', '/floors/', { location, name: 'Ground', level: 0 }));
  const room = idOf(await post('superuser', '/rooms/', { floor_id: floor, name: 'Salon' }));
  const group = idOf(await post('superuser', '/usergroups/', { location, name: 'Guests' }));
  await post('superuser', `/usergroups/${group}/add_members/`, { user_ids: [office.people.get('bob')?.userId] });
  await post('superuser', `/admin/rooms/${room}/set_allowed_groups/`, { group_ids: [group] });
  his = idOf(await post('bob', '/bookings/', slot(await desk(room, 'His'), 9, 12)));
  await post('superuser', `/admin/locations/${ids.location}/set_allowed_groups/`, { group_ids: [ids.group] });

  realtime = createRealtimeService(
    realtimeConfig({
      ...office.world.env,
      ...(await oidcEnvironment('realtime')),
      FLEXSPACE_PUBLIC_URL: 'http://localhost:8080',
    }),
    { logger: silentLogger() },
  );
  await realtime.start();
}, 180_000);

afterAll(async () => {
  for (const socket of sockets) socket.terminate();
  await realtime.stop();
  await office.world.stop();
});

/** Whether a text says who it is, in any of the ways a person is written. */
const names = (text: string): boolean =>
  [alice.userId, `"${alice.username}"`, alice.fullName].some((word) => text.includes(word));

interface Probe {
  readonly path: string;
  readonly ask?: Ask;
  /** Says who it is to those who see the place: else the probe would prove nothing. */
  readonly shows?: true;
}
const sends = (method: string, json?: object): Ask => ({ method, ...(json !== undefined && { json }) });

const reads = (): Probe[] => {
  const { desk: taken, room, location } = office.ids;
  const range = `start=${tomorrow(0)}&end=${tomorrow(23)}`;
  return [
    { path: `/bookings/?desk=${taken}`, shows: true },
    { path: `/bookings/?room=${room}&${range}`, shows: true },
    { path: `/bookings/?location=${location}&status=upcoming`, shows: true },
    { path: `/bookings/?location=${location}&status=active`, shows: true },
    { path: `/bookings/?desk=${taken}&status=cancelled` },
    { path: '/bookings/?user_only=true' },
    { path: `/bookings/?user=${alice.userId}` },
    { path: `/bookings/${hers}/`, shows: true },
    { path: `/bookings/${cancelled}/` },
    { path: `/bookings/${hers}/ical/` },
    { path: '/bookings/stats/?tz=Europe/Berlin' },
    { path: `/rooms/${room}/desks/`, shows: true },
    { path: `/rooms/${room}/desks/?at=${tomorrow(10)}`, shows: true },
    { path: `/rooms/${room}/desks/?${range}`, shows: true },
    { path: `/rooms/${room}/availability/?days=3` },
    { path: `/rooms/${room}/` },
    { path: `/desks/?room=${room}`, shows: true },
    { path: `/desks/${taken}/`, shows: true },
    { path: `/desks/${permanent}/`, shows: true },
    { path: `/desks/${held}/lock_state/`, shows: true },
    { path: `/desks/${taken}/availability/?days=3` },
    { path: '/locations/tree/' },
    { path: '/locations/' },
    { path: '/admin/audit/' },
    { path: '/admin/audit/?format=csv' },
  ];
};
const writes = (): Probe[] => {
  const taken = office.ids.desk;
  const intervals = [{ start_time: tomorrow(10), end_time: tomorrow(11) }];
  return [
    { path: '/bookings/', ask: sends('POST', slot(taken, 10, 11)) },
    { path: '/bookings/', ask: sends('POST', slot(held, 10, 11)) },
    { path: '/bookings/', ask: sends('POST', slot(permanent, 10, 11)) },
    { path: '/bookings/bulk_create/', ask: sends('POST', { desk_id: taken, intervals }) },
    { path: '/bookings/bulk_create/', ask: sends('POST', { desk_ids: [taken, held, permanent], intervals }) },
    { path: '/bookings/bulk_create/', ask: sends('POST', { desk_ids: [taken, held], intervals, atomic: true }) },
    { path: '/bookings/lock/', ask: sends('POST', { desk_id: held }) },
    { path: '/bookings/refresh_lock/', ask: sends('POST', { desk_id: held }) },
    { path: '/bookings/unlock/', ask: sends('POST', { desk_id: held }) },
    { path: `/bookings/${hers}/`, ask: sends('PATCH', { end_time: tomorrow(11) }) },
    { path: `/bookings/${hers}/`, ask: sends('PUT', { end_time: tomorrow(11) }) },
    { path: `/bookings/${hers}/`, ask: sends('DELETE') },
    { path: `/bookings/${hers}/edit_intervals/`, ask: sends('POST', { intervals }) },
    { path: `/bookings/${his}/`, ask: sends('PATCH', { desk_id: taken }) },
    { path: `/bookings/${his}/`, ask: sends('PATCH', { desk_id: held }) },
    { path: `/desks/${taken}/assign-permanent/`, ask: sends('POST', { user_id: carol.userId }) },
    { path: `/desks/${permanent}/clear-permanent/`, ask: sends('POST') },
  ];
};
const told = async (who: PersonName, probes: readonly Probe[]): Promise<string[]> => {
  const found: string[] = [];
  for (const { path, ask: options } of probes) {
    const answer = await as(who, path, options);
    expect([200, 400, 403, 404, 409, 422, 423]).toContain(answer.status);
    if (names(answer.text)) found.push(`${options?.method ?? 'GET'} ${path}`);
  }
  return found;
};

describe('who booked', () => {
  it('is told to those who see the place', async () => {
    const shown = reads().filter((probe) => probe.shows === true);
    expect(await told('carol', shown)).toEqual(shown.map((probe) => `GET ${probe.path}`));
  });

  it('is told to nobody else, in no list, no refusal, no file and no export', async () => {
    expect(await told('bob', [...reads(), ...writes()])).toEqual([]);
    // Nothing that he tried was done.
    expect((await as('alice', `/bookings/${hers}/`)).body).toMatchObject({ version: 1, status: 'upcoming' });
    expect((await as('alice', `/desks/${held}/lock_state/`)).body).toMatchObject({ locked: true });
  });

  it('is not told by a conflict, not even to those who may look it up', async () => {
    const intervals = [{ start_time: tomorrow(10), end_time: tomorrow(11) }];
    for (const [path, json] of [
      ['/bookings/', slot(office.ids.desk, 10, 11)],
      ['/bookings/bulk_create/', { desk_id: office.ids.desk, intervals }],
      ['/bookings/bulk_create/', { desk_id: office.ids.desk, intervals, atomic: true }],
    ] as const) {
      const { text } = await as('carol', path, sends('POST', json));
      expect(text).toContain('SLOT_TAKEN');
      expect(names(text)).toBe(false);
    }
  });

  it('is not in a subscription of somebody else, and not behind a secret that was taken back', async () => {
    const feed = await as('bob', '/preferences/calendar_feed/', sends('POST'));
    const { pathname } = new URL(String(feed.body['url']));
    const read = await ask(office.world.gateway.origin + pathname);
    expect(read.text).toContain('Desk His');
    expect(names(read.text)).toBe(false);
    expect(read.text).not.toContain('Atrium');
  });

  it('is heard on no socket but of those who see the place', async () => {
    const listen = async (who: PersonName, token: string): Promise<{ who: PersonName; heard: string[] }> => {
      const socket = new WebSocket(`${realtime.url().replace('http', 'ws')}/ws`, {
        headers: { cookie: `flexspace_access=${token}` },
      });
      sockets.push(socket);
      const heard: string[] = [];
      socket.on('message', (data: Buffer) => heard.push(data.toString()));
      await once(socket, 'open');
      for (const topic of [`room_${office.ids.room}`, `location_${office.ids.location}`]) {
        socket.send(JSON.stringify({ type: 'subscribe', topic }));
        await eventually(() => heard.some((text) => text.includes(`"${topic}"`)));
      }
      return { who, heard };
    };
    const inside = await listen('carol', carol.token);
    const outside = await listen('bob', office.people.get('bob')?.token ?? '');
    const made = idOf(await office.post('alice', '/bookings/', slot(office.ids.other, 9, 12)));
    await as('alice', `/bookings/${made}/`, sends('PATCH', { end_time: tomorrow(11) }));
    await office.post('alice', '/bookings/lock/', { desk_id: office.ids.other });
    await office.post('superuser', `/desks/${permanent}/clear-permanent/`);
    await office.post('superuser', `/desks/${permanent}/assign-permanent/`, { user_id: alice.userId });
    const heardBy = ({ heard }: { heard: string[] }, what: string): boolean =>
      heard.some((text) => text.includes(`"${what}"`) && names(text));
    await eventually(() => ['update_bookings', 'desk_lock', 'desk_changed'].every((what) => heardBy(inside, what)));
    // What everybody hears comes later in the same stream, so nothing is still on its way.
    await office.post('superuser', '/countries/', { name: 'Portugal', country_code: 'PT', lat: 39, lng: -8 });
    await eventually(() => outside.heard.some((text) => text.includes('global_updates')));
    expect(outside.heard.filter(names)).toEqual([]);
    expect(outside.heard.filter((text) => text.includes('"error"'))).toHaveLength(2);
  });
});
