import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { verifyAudit } from '@flexspace/database';
import { connectBus, createRealtimeReader } from '@flexspace/messaging';
import { eventually, silentLogger, testServers } from '@flexspace/testkit';
import { Orientation } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import type { Event } from '@flexspace/contracts/flexspace/events/v1/events';
import { createCatalogWorld, fresh, gridOf, makePlace, type CatalogWorld } from './catalog-world.js';

describe('what follows from a change', () => {
  let world: CatalogWorld;
  beforeAll(async () => {
    world = await createCatalogWorld();
  });
  afterAll(() => world.close());

  const since = async (count: number) => (await world.events()).slice(count);

  it('tells every room of a floor about its new name', async () => {
    const { floor, room, location } = await makePlace(world);
    const by = world.as('superuser');
    const second = await world.client.createRoom({ floorId: floor.id, name: fresh('Room'), description: '' }, by);
    const seen = (await world.events()).length;
    await world.client.updateFloor({ floorId: floor.id, name: 'Mezzanine', ifVersion: 0 }, by);
    const told = await since(seen);
    expect(told.map(({ subject }) => subject)).toEqual([
      `catalog.v1.floor.changed.${String(location.id)}`,
      `catalog.v1.room.changed.${String(location.id)}`,
      `catalog.v1.room.changed.${String(location.id)}`,
    ]);
    expect(told.slice(1).map(({ event }) => event.fact?.value)).toMatchObject([
      { roomId: room.id, floorName: 'Mezzanine' },
      { roomId: second.id, floorName: 'Mezzanine' },
    ]);
    const versions = new Set(told.map(({ event }) => event.aggregateVersion));
    expect(versions.size).toBe(1);
    const { treeVersion } = await world.client.getTree({}, by);
    expect([...versions]).toEqual([treeVersion]);
  });

  it('moves a room within its location, and never out of it', async () => {
    const { room, location } = await makePlace(world);
    const elsewhere = await makePlace(world);
    const by = world.as('superuser');
    const upstairs = await world.client.createFloor({ locationId: location.id, name: 'Upstairs', level: 1 }, by);
    const moved = await world.client.updateRoom({ roomId: room.id, floorId: upstairs.id, ifVersion: 0 }, by);
    expect(moved.floor).toMatchObject({ id: upstairs.id, name: 'Upstairs' });
    const out = world.client.updateRoom({ roomId: room.id, floorId: elsewhere.floor.id, ifVersion: 0 }, by);
    await expect(out).rejects.toMatchObject({ details: { violations: [{ path: 'floor_id' }] } });
    world.neighbours.roomManagers.set(world.id('roomManager'), new Set([room.id]));
    const back = { roomId: room.id, floorId: room.floor?.id ?? 0, ifVersion: 0 };
    await expect(world.client.updateRoom(back, world.as('roomManager'))).rejects.toMatchObject({ reason: 'FORBIDDEN' });
  });

  it('keeps a country that has locations', async () => {
    const { country, location } = await makePlace(world);
    const by = world.as('superuser');
    const request = { countryId: country.id, ifVersion: 0 };
    await expect(world.client.deleteCountry(request, by)).rejects.toMatchObject({ reason: 'IN_USE' });
    await world.client.deleteLocation({ locationId: location.id, force: false, ifVersion: 0 }, by);
    await world.client.deleteCountry(request, by);
    await expect(world.client.deleteCountry(request, by)).rejects.toMatchObject({ reason: 'NOT_FOUND' });
  });

  it('deletes a floor and a room with all that is in them', async () => {
    const { floor, room, location } = await makePlace(world);
    const by = world.as('superuser');
    await world.client.deleteRoom({ roomId: room.id, force: false, ifVersion: room.version }, by);
    await world.client.createRoom({ floorId: floor.id, name: fresh('Room'), description: '' }, by);
    const seen = (await world.events()).length;
    await world.client.deleteFloor({ floorId: floor.id, force: false, ifVersion: floor.version }, by);
    expect((await since(seen)).map(({ event }) => event.fact?.$case)).toEqual(['roomRemoved', 'treeChanged']);
    const { floors } = await world.client.listFloors({ locationId: location.id }, by);
    expect(floors).toEqual([]);
  });

  it('leaves nothing behind when the change is refused', async () => {
    const { floor, room } = await makePlace(world);
    const before = await world.events();
    const twin = { floorId: floor.id, name: room.name, description: '' };
    await expect(world.client.createRoom(twin, world.as('superuser'))).rejects.toMatchObject({
      reason: 'ALREADY_EXISTS',
    });
    expect(await world.events()).toHaveLength(before.length);
  });

  it('publishes in the order of revisions, every event once', async () => {
    const { room } = await makePlace(world);
    const got: Event[] = [];
    const logger = silentLogger();
    const bus = await connectBus({
      url: testServers().natsUrl,
      prefix: world.prefix,
      replicas: 1,
      name: 'test',
      logger,
    });
    const reader = createRealtimeReader({ bus, fromSequence: 1, onEvent: (event) => got.push(event), logger });
    reader.start();
    try {
      await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          world.client.createDesk(
            {
              roomId: room.id,
              name: `Desk ${String(index)}`,
              posX: 1,
              posY: 1,
              orientation: Orientation.ORIENTATION_TOP,
            },
            world.as('superuser'),
          ),
        ),
      );
      await world.service.settle();
      const written = await world.events();
      await eventually(() => got.length >= written.length);
      const ofRoom = got.filter((event) => event.fact?.$case === 'desksChanged' && event.fact.value.roomId === room.id);
      const versions = ofRoom.map((event) => event.aggregateVersion);
      expect(versions).toHaveLength(20);
      expect(versions).toEqual(versions.toSorted((a, b) => a - b));
      expect(new Set(got.map((event) => event.eventId)).size).toBe(got.length);
    } finally {
      await reader.stop();
      await bus.close();
    }
  });

  it('tells booking before it answers, the very events that the stream will bring', async () => {
    const { room, location } = await makePlace(world);
    const by = world.as('superuser');
    const grid = { roomId: room.id, desks: gridOf(3), force: false, ifVersion: 0 };
    const { desks } = await world.client.replaceDesks(grid, by);
    const seen = (await world.events()).length;
    world.neighbours.told.length = 0;
    await world.client.setMaintenance({ roomId: room.id, enabled: true }, by);
    await world.client.deleteDesk({ deskId: desks[0]?.id ?? 0, force: true, ifVersion: 0 }, by);
    await world.client.createFloor({ locationId: location.id, name: fresh('Floor'), level: 2 }, by);
    await world.client.deleteLocation({ locationId: location.id, force: true, ifVersion: 0 }, by);
    const followed = (await since(seen)).filter(({ event }) => event.fact?.$case !== 'treeChanged');
    expect(followed.map(({ event }) => event.fact?.$case)).toEqual([
      'maintenanceChanged',
      'desksChanged',
      'roomRemoved',
      'locationRemoved',
    ]);
    expect(world.neighbours.told).toEqual(followed.map(({ event }) => event));
  });

  it('is answered, and announced, also when booking takes what it is told and says nothing', async () => {
    const { room } = await makePlace(world);
    const seen = (await world.events()).length;
    world.neighbours.mute = true;
    try {
      const closed = await world.client.setMaintenance({ roomId: room.id, enabled: true }, world.as('superuser'));
      expect(closed.isUnderMaintenance).toBe(true);
    } finally {
      world.neighbours.mute = false;
    }
    expect(await since(seen)).toHaveLength(1);
  });

  it('keeps a trail that nobody can rewrite', async () => {
    const { room } = await makePlace(world);
    await world.client.setMaintenance({ roomId: room.id, enabled: true }, world.as('superuser'));
    const { rows } = await world.database.knex.raw<{ rows: Record<string, unknown>[] }>(
      `SELECT * FROM catalog.audit_log WHERE action = 'room.maintenance_set' AND object_id = ?`,
      [String(room.id)],
    );
    expect(rows).toMatchObject([
      {
        actor_id: world.id('superuser'),
        object_type: 'room',
        before: { isUnderMaintenance: false },
        after: { isUnderMaintenance: true },
        request_id: expect.stringMatching(/^test-/) as unknown,
        client_id: 'flexspace-gateway',
      },
    ]);
    for (const rewrite of [`UPDATE catalog.audit_log SET action = 'x'`, 'DELETE FROM catalog.audit_log']) {
      await expect(world.database.knex.raw(rewrite)).rejects.toThrow('append-only');
    }
    expect((await verifyAudit(world.database.knex, 'catalog')).brokenAt).toBeUndefined();
  });

  it('tells what went with a place, each thing as it was', async () => {
    const { location, floor, room } = await makePlace(world);
    const by = world.as('superuser');
    const empty = await world.client.createRoom({ floorId: floor.id, name: fresh('Room'), description: '' }, by);
    const grid = { roomId: room.id, desks: gridOf(2), force: false, ifVersion: 0 };
    const { desks } = await world.client.replaceDesks(grid, by);
    await world.client.deleteLocation({ locationId: location.id, force: true, ifVersion: 0 }, by);
    const filter = { locationId: location.id, actorId: '', action: '', objectType: '', objectId: '' };
    const { records } = await world.client.listAudit({ filter, pageSize: 6, pageToken: '' }, by);
    expect(records.map(({ action, objectId }) => [action, Number(objectId)])).toEqual([
      ['location.removed', location.id],
      ['floor.removed', floor.id],
      ['room.removed', empty.id],
      ['room.removed', room.id],
      ['desk.removed', desks[1]?.id],
      ['desk.removed', desks[0]?.id],
    ]);
    expect(JSON.parse(records[5]?.beforeJson ?? '')).toMatchObject({ name: 'D1', roomId: room.id });
    expect(records.map(({ afterJson }) => afterJson)).toEqual(records.map(() => 'null'));
  });

  it('puts thousands of removed desks on record', async () => {
    const { location, floor } = await makePlace(world);
    const by = world.as('superuser');
    for (const name of ['East', 'Centre', 'West']) {
      const room = await world.client.createRoom({ floorId: floor.id, name, description: '' }, by);
      await world.client.replaceDesks({ roomId: room.id, desks: gridOf(2_000), force: false, ifVersion: 0 }, by);
    }
    await world.client.deleteLocation({ locationId: location.id, force: true, ifVersion: 0 }, by);
    const { rows } = await world.database.knex.raw<{ rows: { count: number }[] }>(
      `SELECT count(*) AS count FROM catalog.audit_log WHERE location_id = ? AND action = 'desk.removed'`,
      [location.id],
    );
    expect(rows[0]?.count).toBe(6_000);
    expect((await verifyAudit(world.database.knex, 'catalog')).brokenAt).toBeUndefined();
  });

  it('keeps from where a change was asked for, and nothing that is no address', async () => {
    const { room } = await makePlace(world);
    const filter = { locationId: 0, actorId: '', action: '', objectType: 'room', objectId: String(room.id) };
    const addressOf = async (clientAddress: string): Promise<string | undefined> => {
      const by = { ...world.as('superuser'), clientAddress };
      await world.client.updateRoom({ roomId: room.id, name: fresh('Room'), ifVersion: 0 }, by);
      const { records } = await world.client.listAudit({ filter, pageSize: 1, pageToken: '' }, by);
      return records[0]?.clientAddress;
    };
    expect(await addressOf('2001:db8::17')).toBe('2001:db8::17');
    expect(await addressOf('198.51.100.7')).toBe('198.51.100.7');
    expect(await addressOf('not an address')).toBe('');
    expect((await verifyAudit(world.database.knex, 'catalog')).brokenAt).toBeUndefined();
    const forge = `ALTER TABLE catalog.audit_log DISABLE TRIGGER USER;
      UPDATE catalog.audit_log SET client_address = '203.0.113.9' WHERE client_address = '198.51.100.7';
      ALTER TABLE catalog.audit_log ENABLE TRIGGER USER`;
    await world.database.knex.raw(forge);
    expect((await verifyAudit(world.database.knex, 'catalog')).brokenAt).toBeGreaterThan(0);
  });

  it('shows the trail to superusers, filtered and by pages', async () => {
    const { room, location } = await makePlace(world);
    const by = world.as('superuser');
    for (const enabled of [true, false, true]) await world.client.setMaintenance({ roomId: room.id, enabled }, by);
    const filter = {
      locationId: location.id,
      actorId: world.id('superuser'),
      action: '',
      objectType: 'room',
      objectId: String(room.id),
    };
    const first = await world.client.listAudit({ filter, pageSize: 3, pageToken: '' }, by);
    expect(first.records.map((record) => record.action)).toEqual([
      'room.maintenance_set',
      'room.maintenance_cleared',
      'room.maintenance_set',
    ]);
    expect(first.records[0]).toMatchObject({ actor: { id: world.id('superuser') }, clientId: 'flexspace-gateway' });
    expect(JSON.parse(first.records[0]?.afterJson ?? '')).toMatchObject({ isUnderMaintenance: true });
    const second = await world.client.listAudit({ filter, pageSize: 3, pageToken: first.nextPageToken }, by);
    expect(second).toMatchObject({ records: [{ action: 'room.created', beforeJson: 'null' }], nextPageToken: '' });
    const asked = world.client.listAudit({ pageSize: 0, pageToken: '' }, world.as('staff'));
    await expect(asked).rejects.toMatchObject({ reason: 'FORBIDDEN' });
  });
});
