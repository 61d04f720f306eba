import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@flexspace/testkit';
import { idOf, openOffice, type Office } from './support/office.js';

type Counts = Readonly<Record<'desk_count' | 'available_desk_count', number>>;
interface TreeNode extends Counts {
  readonly id: number;
  readonly locations?: readonly TreeNode[];
  readonly floors?: readonly TreeNode[];
  readonly rooms?: readonly TreeNode[];
}

let office: Office;
beforeAll(async () => {
  office = await openOffice();
}, 180_000);
afterAll(async () => {
  await office.world.stop();
});

const countsOf = ({ desk_count, available_desk_count }: TreeNode): Counts => ({ desk_count, available_desk_count });
const childrenOf = (node: TreeNode): readonly TreeNode[] => node.locations ?? node.floors ?? node.rooms ?? [];
const below = (node: TreeNode): readonly TreeNode[] => [node, ...childrenOf(node).flatMap(below)];

const read = async (path: string): Promise<TreeNode> =>
  (await office.as('superuser', path)).body as unknown as TreeNode;
const tree = async (): Promise<TreeNode> => {
  const countries = (await office.as('superuser', '/locations/tree/')).list as unknown as readonly TreeNode[];
  return countries.find(({ id }) => id === office.ids.country)!;
};
/** What every page that shows the place says of it, asked one after the other. */
const everywhere = async (room: number): Promise<Record<string, Counts>> => {
  const { location } = office.ids;
  const [country] = [await tree()];
  const inTree = below(country).find((node) => node.id === room && 'map_image' in node);
  const managed = (await office.as('superuser', '/admin/rooms/')).list as unknown as readonly TreeNode[];
  const listed = (await office.as('superuser', '/rooms/')).list as unknown as readonly TreeNode[];
  const pages = {
    room: await read(`/rooms/${room}/`),
    desks: await read(`/rooms/${room}/desks/`),
    admin: await read(`/admin/rooms/${room}/`),
    'in the tree': inTree!,
    'in a list': listed.find(({ id }) => id === room)!,
    'in the managed list': managed.find(({ id }) => id === room)!,
  };
  const places = {
    location: await read(`/locations/${location}/`),
    'managed location': await read(`/admin/locations/${location}/`),
    'listed location': ((await office.as('superuser', '/locations/')).list as unknown as readonly TreeNode[])[0]!,
    'location in the tree': country.locations![0]!,
    country,
  };
  return Object.fromEntries(Object.entries({ ...pages, ...places }).map(([name, node]) => [name, countsOf(node)]));
};
const allEqual = (counts: Counts, names: readonly string[]): Record<string, Counts> =>
  Object.fromEntries(names.map((name) => [name, counts]));

const newRoom = async (name: string): Promise<number> =>
  idOf(await office.post('superuser', '/rooms/', { floor_id: office.ids.floor, name }));
const putGrid = async (room: number, count: number, from = 0): Promise<TreeNode> => {
  const desks = Array.from({ length: count }, (_, index) => ({
    name: `G${from + index}`,
    pos_x: index % 100,
    pos_y: 1,
    orientation: 'top',
  }));
  const answer = await office.as('superuser', `/admin/rooms/${room}/desks/?force=true`, {
    method: 'PUT',
    json: { desks },
  });
  expect(answer.status).toBe(200);
  return answer.body as unknown as TreeNode;
};

describe('the counts of desks', () => {
  it('are right in the very answer to a change, and in every read after it', async () => {
    const room = await newRoom('Fresh');
    const others = (await read(`/locations/${office.ids.location}/`)).desk_count;
    for (const count of [40, 7, 0, 300]) {
      const answer = await putGrid(room, count, count);
      const here = { desk_count: count, available_desk_count: count };
      const there = { desk_count: others + count, available_desk_count: others + count };
      expect(countsOf(answer)).toEqual(here);
      expect(await everywhere(room)).toEqual({
        ...allEqual(here, ['room', 'desks', 'admin', 'in the tree', 'in a list', 'in the managed list']),
        ...allEqual(there, ['location', 'managed location', 'listed location', 'location in the tree', 'country']),
      });
    }
  });

  it('fall to nothing with maintenance and come back with its end, at once', async () => {
    const room = await newRoom('Workshop');
    await putGrid(room, 5);
    const before = await everywhere(room);
    for (let turn = 0; turn < 5; turn += 1) {
      await office.post('superuser', `/admin/rooms/${room}/set-maintenance/`);
      const closed = await everywhere(room);
      expect(closed['room']).toEqual({ desk_count: 5, available_desk_count: 0 });
      for (const [name, counts] of Object.entries(before)) {
        expect({ name, ...closed[name] }).toEqual({
          name,
          desk_count: counts.desk_count,
          available_desk_count: counts.available_desk_count - 5,
        });
      }
      await office.post('superuser', `/admin/rooms/${room}/clear-maintenance/`);
      expect(await everywhere(room)).toEqual(before);
    }
  });

  it('leave out desks that are booked now or somebody’s own', async () => {
    const room = await newRoom('Studio');
    const [booked, own] = ((await putGrid(room, 3)) as unknown as { desks: { id: number }[] }).desks;
    const start = new Date(Date.now() + 1_000).toISOString();
    const end = new Date(Date.now() + 3_600_000).toISOString();
    const booking = await office.post('superuser', '/bookings/', {
      desk_id: booked?.id,
      start_time: start,
      end_time: end,
    });
    expect(booking.status).toBe(201);
    const user = { user_id: office.people.get('bob')?.userId };
    expect((await office.post('superuser', `/desks/${own?.id}/assign-permanent/`, user)).status).toBe(200);
    await eventually(async () => {
      const { room: one, desks, 'in the tree': inTree } = await everywhere(room);
      expect([one, desks, inTree]).toEqual(Array(3).fill({ desk_count: 3, available_desk_count: 1 }));
    });
    await office.as('superuser', `/bookings/${idOf(booking)}/`, { method: 'DELETE' });
    await office.post('superuser', `/desks/${own?.id}/clear-permanent/`);
    expect((await everywhere(room))['room']).toEqual({ desk_count: 3, available_desk_count: 3 });
  });

  it('add up at every level while desks, maintenance and owners change at once', async () => {
    const rooms = await Promise.all(['North', 'East', 'South', 'West'].map(newRoom));
    for (const room of rooms) await putGrid(room, 8);
    const [still, ...busy] = rooms;
    let changing = true;
    const changes = async (room: number, turn: number): Promise<void> => {
      await putGrid(room, 4 + (turn % 5), turn % 3);
      const action = turn % 2 === 0 ? 'set-maintenance' : 'clear-maintenance';
      await office.post('superuser', `/admin/rooms/${room}/${action}/`);
    };
    const writers = Promise.all(
      busy.map(async (room) => {
        for (let turn = 0; turn < 12; turn += 1) await changes(room, turn);
      }),
    ).finally(() => {
      changing = false;
    });
    const wrong: unknown[] = [];
    let reads = 0;
    const reader = async (): Promise<void> => {
      while (changing) {
        const country = await tree();
        reads += 1;
        for (const node of below(country)) {
          const parts = childrenOf(node);
          const sum = (field: keyof Counts): number => parts.reduce((total, part) => total + part[field], 0);
          const addsUp =
            parts.length === 0 ||
            (sum('desk_count') === node.desk_count && sum('available_desk_count') === node.available_desk_count);
          const possible = node.available_desk_count >= 0 && node.available_desk_count <= node.desk_count;
          if (!addsUp || !possible) wrong.push(node);
        }
        const untouched = below(country).find((node) => node.id === still && 'map_image' in node)!;
        if (untouched.available_desk_count !== 8) wrong.push(untouched);
      }
    };
    await Promise.all([writers, reader(), reader(), reader()]);
    expect(wrong).toEqual([]);
    expect(reads).toBeGreaterThan(0);
    for (const room of rooms) {
      const { desks, is_under_maintenance: closed } = (await office.as('superuser', `/rooms/${room}/desks/`)).body;
      const all = (desks as unknown[]).length;
      const counted = { desk_count: all, available_desk_count: closed === true ? 0 : all };
      const seen = await everywhere(room);
      expect([seen['room'], seen['in the tree'], seen['in a list']]).toEqual(Array(3).fill(counted));
    }
  });
});
