import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase } from '@flexspace/database';
import { countryId, floorId, locationId, roomId } from '@flexspace/kernel';
import { createPlaceReader } from '../../src/storage/place-reader.js';
import { createCatalogWorld, fresh, gridOf, makePlace, type CatalogWorld } from './catalog-world.js';

const MANY = 30;

describe('the queries of a read', () => {
  let world: CatalogWorld;
  beforeAll(async () => {
    world = await createCatalogWorld();
  });
  afterAll(() => world.close());

  it('are as many for one object as for many', async () => {
    const { country, location, floor, room } = await makePlace(world);
    const database = createDatabase({
      url: world.database.url,
      schema: 'catalog',
      migrations: [],
      poolMax: 4,
      applicationName: 'test',
    });
    const reads = {
      countries: () => places.countries([]),
      country: () => places.country(countryId(country.id), []),
      locations: () => places.locations({ hidden: [] }),
      location: () => places.location(locationId(location.id), []),
      floors: () => places.floors({ locationId: locationId(location.id), hidden: [] }),
      rooms: () => places.rooms({ floorId: floorId(floor.id), hidden: [] }),
      desks: () => places.roomWithDesks(roomId(room.id)),
      deskIds: () => places.deskIds([roomId(room.id)], []),
      deskPlacesAfter: () => places.deskPlacesAfter(0, 1_000),
      treeChanged: () => createPlaceReader(database.knex).tree(),
      treeUnchanged: () => places.tree(),
    };
    const places = createPlaceReader(database.knex);
    const count = async (): Promise<Record<string, number>> => {
      await places.tree();
      const counts: Record<string, number> = {};
      for (const [name, read] of Object.entries(reads)) {
        let queries = 0;
        const onQuery = (): void => {
          queries += 1;
        };
        database.knex.on('query', onQuery);
        await read();
        database.knex.off('query', onQuery);
        counts[name] = queries;
      }
      return counts;
    };
    try {
      const one = await count();
      const by = world.as('superuser');
      for (let index = 0; index < MANY; index += 1) {
        const made = await world.client.createFloor(
          { locationId: location.id, name: fresh('Floor'), level: index },
          by,
        );
        const first = await world.client.createRoom({ floorId: made.id, name: fresh('Room'), description: '' }, by);
        await world.client.createRoom({ floorId: floor.id, name: fresh('Room'), description: '' }, by);
        await world.client.replaceDesks({ roomId: first.id, desks: gridOf(5), force: false, ifVersion: 0 }, by);
        await world.client.createLocation(
          { name: fresh('Location'), countryId: country.id, lat: 0, lng: 0, timezone: 'Europe/Berlin' },
          by,
        );
      }
      expect(await count()).toEqual(one);
      expect(one).toMatchObject({ country: 1, locations: 3, rooms: 1, desks: 1, deskIds: 1, treeUnchanged: 1 });
    } finally {
      await database.close();
    }
  });
});
