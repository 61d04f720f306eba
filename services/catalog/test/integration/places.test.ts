import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { signInService, testCall } from '@flexspace/testkit';
import { createCatalogWorld, fresh, gridOf, makePlace, type CatalogWorld } from './catalog-world.js';

describe('places', () => {
  let world: CatalogWorld;
  beforeAll(async () => {
    world = await createCatalogWorld();
  });
  afterAll(() => world.close());

  it('gives back what was made, with the names as they are kept', async () => {
    const { location, floor, room } = await makePlace(world);
    const made = await world.client.createRoom(
      { floorId: floor.id, name: '  Cafe\u0301 ', description: 'Quiet\r\nplease ' },
      world.as('superuser'),
    );
    expect(made).toMatchObject({ name: 'Café', description: 'Quiet\nplease', locationId: location.id, version: 1 });
    expect(made.floor).toMatchObject({ id: floor.id, name: 'Ground' });
    expect(made).toMatchObject({ locationName: location.name, timezone: 'Europe/Berlin', deskCount: 0 });
    const { rooms } = await world.client.listRooms({ floorId: floor.id, locationId: 0 }, world.as('alice'));
    expect(rooms.map((each) => each.id)).toEqual([room.id, made.id]);
  });

  it('names every field that is wrong', async () => {
    const call = world.client.createCountry(
      { name: ' ', countryCode: 'XX', lat: 91, lng: -181 },
      world.as('superuser'),
    );
    await expect(call).rejects.toMatchObject({
      reason: 'INVALID_REQUEST',
      details: {
        violations: [{ path: 'country_code' }, { path: 'name' }, { path: 'lat' }, { path: 'lng' }],
      },
    });
  });

  it('refuses a zone that is none, and a name that somebody else has', async () => {
    const { country, location } = await makePlace(world);
    const fields = { name: location.name, countryId: country.id, lat: 0, lng: 0, timezone: '+02:00' };
    await expect(world.client.createLocation(fields, world.as('superuser'))).rejects.toMatchObject({
      reason: 'INVALID_REQUEST',
      details: { violations: [{ path: 'timezone' }] },
    });
    const again = { ...fields, timezone: 'Europe/Berlin' };
    await expect(world.client.createLocation(again, world.as('superuser'))).rejects.toMatchObject({
      reason: 'ALREADY_EXISTS',
      details: { violations: [{ path: 'name' }] },
    });
  });

  it('lets only those write who may, and hides what must not be known', async () => {
    const { location, floor, room } = await makePlace(world);
    world.neighbours.locationManagers.set(world.id('berlinManager'), new Set([location.id]));
    world.neighbours.roomManagers.set(world.id('roomManager'), new Set([room.id]));
    const rename = { roomId: room.id, name: fresh('Room'), ifVersion: 0 };
    await expect(world.client.updateRoom(rename, world.as('alice'))).rejects.toMatchObject({ reason: 'FORBIDDEN' });
    await expect(world.client.updateRoom(rename, world.as('staff'))).rejects.toMatchObject({ reason: 'FORBIDDEN' });
    await world.client.updateRoom(rename, world.as('roomManager'));
    const newRoom = { floorId: floor.id, name: fresh('Room'), description: '' };
    await expect(world.client.createRoom(newRoom, world.as('roomManager'))).rejects.toMatchObject({
      reason: 'FORBIDDEN',
    });
    await world.client.createRoom(newRoom, world.as('berlinManager'));
    const move = { locationId: location.id, countryId: (await makePlace(world)).country.id, ifVersion: 0 };
    await expect(world.client.updateLocation(move, world.as('berlinManager'))).rejects.toMatchObject({
      reason: 'FORBIDDEN',
    });

    world.neighbours.closedLocations.add(location.id);
    await expect(world.client.updateRoom(rename, world.as('alice'))).rejects.toMatchObject({ reason: 'NOT_FOUND' });
    for (const read of [
      world.client.getLocation({ locationId: location.id }, world.as('alice')),
      world.client.getFloor({ floorId: floor.id }, world.as('alice')),
      world.client.getRoom({ roomId: room.id }, world.as('alice')),
      world.client.listDesks({ roomId: room.id }, world.as('alice')),
    ]) {
      await expect(read).rejects.toMatchObject({ reason: 'NOT_FOUND' });
    }
    const { locations } = await world.client.listLocations({ countryId: 0 }, world.as('alice'));
    expect(locations.map((each) => each.id)).not.toContain(location.id);
    const { floors } = await world.client.listFloors({ locationId: location.id }, world.as('alice'));
    expect(floors).toEqual([]);
    expect((await world.client.getRoom({ roomId: room.id }, world.as('staff'))).id).toBe(room.id);
    expect((await world.client.getRoom({ roomId: room.id }, world.as('berlinManager'))).id).toBe(room.id);
  });

  it('counts only the locations that somebody may see', async () => {
    const { country, location } = await makePlace(world);
    const second = { name: fresh('Location'), countryId: country.id, lat: 0, lng: 0, timezone: 'Europe/Berlin' };
    await world.client.createLocation(second, world.as('superuser'));
    world.neighbours.closedLocations.add(location.id);
    const seen = await world.client.getCountry({ countryId: country.id }, world.as('alice'));
    expect(seen.locationCount).toBe(1);
    const all = await world.client.getCountry({ countryId: country.id }, world.as('superuser'));
    expect(all.locationCount).toBe(2);
    const { countries } = await world.client.getTree({}, world.as('alice'));
    const node = countries.find((each) => each.country?.id === country.id);
    expect(node?.country?.locationCount).toBe(1);
    expect(node?.locations.map((each) => each.location?.country?.locationCount)).toEqual([1]);
  });

  it('has a tree that is never behind, with counts at every level', async () => {
    const { location, floor, room } = await makePlace(world);
    const before = await world.client.getTree({}, world.as('alice'));
    const grid = { roomId: room.id, desks: gridOf(12), force: false, ifVersion: 0 };
    await world.client.replaceDesks(grid, world.as('superuser'));
    const after = await world.client.getTree({}, world.as('alice'));
    expect(after.treeVersion).toBeGreaterThan(before.treeVersion);
    const node = after.countries.flatMap((each) => each.locations).find((each) => each.location?.id === location.id);
    expect(node?.location).toMatchObject({ deskCount: 12, roomCount: 1 });
    expect(node?.floors).toMatchObject([{ floor: { id: floor.id }, rooms: [{ id: room.id, deskCount: 12 }] }]);
    const again = await world.client.getTree({}, world.as('alice'));
    expect(again).toEqual(after);
  });

  it('shows on one replica at once what was changed on the other', async () => {
    const other = await world.replica();
    const { location, room } = await makePlace(world);
    const nameThere = async (): Promise<string | undefined> => {
      const { countries } = await other.getTree({}, world.as('alice'));
      const node = countries.flatMap((each) => each.locations).find((each) => each.location?.id === location.id);
      return node?.floors[0]?.rooms[0]?.name;
    };
    expect(await nameThere()).toBe(room.name);
    for (let turn = 0; turn < 20; turn += 1) {
      const name = fresh('Room');
      await world.client.updateRoom({ roomId: room.id, name, ifVersion: 0 }, world.as('superuser'));
      expect(await nameThere()).toBe(name);
    }
  });

  it('sends a tree once to who remembers it, and never one that somebody else may see', async () => {
    const { location } = await makePlace(world);
    const whole = await world.client.getTree({}, world.as('staff'));
    world.neighbours.closedLocations.add(location.id);
    const known = { views: ['nonsense', whole.view] };
    const again = await world.client.getTree({ known }, world.as('staff'));
    expect(again).toEqual({ ...whole, countries: [], unchanged: true });
    const less = await world.client.getTree({ known }, world.as('alice'));
    expect(less.unchanged).toBe(false);
    expect(less.countries.length).toBeGreaterThan(0);
    await makePlace(world);
    expect((await world.client.getTree({ known }, world.as('staff'))).unchanged).toBe(false);
  });

  it('answers UNAVAILABLE when access cannot be asked, and touches nothing', async () => {
    const { room } = await makePlace(world);
    world.neighbours.down = true;
    try {
      const rename = { roomId: room.id, name: fresh('Room'), ifVersion: 0 };
      await expect(world.client.updateRoom(rename, world.as('superuser'))).rejects.toMatchObject({
        reason: 'UNAVAILABLE',
      });
      await expect(world.client.getTree({}, world.as('superuser'))).rejects.toMatchObject({ reason: 'UNAVAILABLE' });
      await expect(world.client.getRoom({ roomId: room.id }, world.as('superuser'))).rejects.toMatchObject({
        reason: 'UNAVAILABLE',
      });
    } finally {
      world.neighbours.down = false;
    }
    expect((await world.client.getRoom({ roomId: room.id }, world.as('superuser'))).name).toBe(room.name);
  });

  it('refuses a change to a version that is no more', async () => {
    const { room, location } = await makePlace(world);
    const by = world.as('superuser');
    const renamed = await world.client.updateRoom(
      { roomId: room.id, name: fresh('Room'), ifVersion: room.version },
      by,
    );
    expect(renamed.version).toBe(room.version + 1);
    const late = { roomId: room.id, name: fresh('Room'), ifVersion: room.version };
    await expect(world.client.updateRoom(late, by)).rejects.toMatchObject({ reason: 'STALE' });
    const same = await world.client.updateRoom({ roomId: room.id, name: renamed.name, ifVersion: 0 }, by);
    expect(same.version).toBe(renamed.version);
    await expect(
      world.client.deleteLocation({ locationId: location.id, force: true, ifVersion: 9 }, by),
    ).rejects.toMatchObject({ reason: 'STALE' });
  });

  it('says who set the maintenance, once', async () => {
    const { room, location } = await makePlace(world);
    world.neighbours.roomManagers.set(world.id('roomManager'), new Set([room.id]));
    const set = await world.client.setMaintenance({ roomId: room.id, enabled: true }, world.as('roomManager'));
    expect(set).toMatchObject({ isUnderMaintenance: true, maintenanceBy: { id: world.id('roomManager') } });
    const again = await world.client.setMaintenance({ roomId: room.id, enabled: true }, world.as('superuser'));
    expect(again).toEqual(set);
    const cleared = await world.client.setMaintenance({ roomId: room.id, enabled: false }, world.as('superuser'));
    expect(cleared).toMatchObject({ isUnderMaintenance: false, maintenanceBy: undefined });
    const told = (await world.events()).filter(
      ({ subject }) => subject === `catalog.v1.room.maintenance_changed.${String(location.id)}`,
    );
    expect(told.map(({ event }) => event.fact)).toMatchObject([
      { value: { roomId: room.id, enabled: true, by: { id: world.id('roomManager') } } },
      { value: { roomId: room.id, enabled: false } },
    ]);
  });

  it('tells machines, and nobody else, where desks are', async () => {
    const { location, floor, room } = await makePlace(world);
    const grid = { roomId: room.id, desks: gridOf(3), force: false, ifVersion: 0 };
    const { desks } = await world.client.replaceDesks(grid, world.as('superuser'));
    const machine = testCall(await signInService('booking'));
    const [first] = desks;
    const place = await world.client.getDeskPlace({ deskId: first?.id ?? 0, settled: false }, machine);
    expect(place).toMatchObject({
      deskName: 'D1',
      roomName: room.name,
      floorName: floor.name,
      timezone: 'Europe/Berlin',
    });
    expect(place.locationName).toBe(location.name);
    await world.client.updateFloor({ floorId: floor.id, name: 'Basement', ifVersion: 0 }, world.as('superuser'));
    const renamed = await world.client.getDeskPlace({ deskId: first?.id ?? 0, settled: false }, machine);
    expect(renamed.floorName).toBe('Basement');
    expect(renamed.placeVersion).toBeGreaterThan(place.placeVersion);
    const asked = world.client.getDeskPlace({ deskId: first?.id ?? 0, settled: false }, world.as('superuser'));
    await expect(asked).rejects.toMatchObject({ reason: 'FORBIDDEN' });

    const seen: number[] = [];
    let pageToken = '';
    do {
      const page = await world.client.listDeskPlaces({ pageSize: 2, pageToken }, machine);
      seen.push(...page.places.map((each) => each.deskId));
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining(desks.map((desk) => desk.id)));
  });
});
