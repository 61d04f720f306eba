import type { Knex } from '@flexspace/database';
import { joinIdSets } from '@flexspace/kernel';
import type { CountryView, LocationView, RoomView } from '../domain/place.js';
import type { LocationNode, Tree } from '../domain/tree.js';
import { ROOM_VIEW, toRoomView, type RoomViewRow } from './place-views.js';
import {
  onlyRow,
  toCountry,
  toFloor,
  toLocation,
  type CountryRow,
  type FloorRow,
  type LocationRow,
  type Result,
} from './rows.js';

export interface TreeReader {
  /** The newest tree. Costs one tiny query while nothing changes, and five when something did. */
  read(): Promise<Tree>;
}

const revisionOf = async (knex: Knex): Promise<number> =>
  onlyRow(await knex.raw<Result<{ value: number }>>('SELECT value FROM catalog.revision')).value;

/** One query a level, all in one snapshot. */
const load = (knex: Knex): Promise<Tree> =>
  knex.transaction(
    async (trx) => {
      const revision = await revisionOf(trx);
      const countries = await trx.raw<Result<CountryRow>>('SELECT * FROM catalog.countries ORDER BY name, id');
      const locations = await trx.raw<Result<LocationRow>>('SELECT * FROM catalog.locations ORDER BY name, id');
      const floors = await trx.raw<Result<FloorRow>>('SELECT * FROM catalog.floors ORDER BY location_id, level, id');
      const rooms = await trx.raw<Result<RoomViewRow>>(`${ROOM_VIEW} ORDER BY r.floor_id, r.name, r.id`);
      return grow(revision, { countries, locations, floors, rooms });
    },
    { isolationLevel: 'repeatable read', readOnly: true },
  );

interface Levels {
  readonly countries: Result<CountryRow>;
  readonly locations: Result<LocationRow>;
  readonly floors: Result<FloorRow>;
  readonly rooms: Result<RoomViewRow>;
}

const desksOf = (rooms: readonly RoomView[]): number => rooms.reduce((sum, room) => sum + room.deskCount, 0);

const grow = (revision: number, levels: Levels): Tree => {
  const roomsOf = Map.groupBy(levels.rooms.rows.map(toRoomView), (room) => room.floorId);
  const floorsOf = Map.groupBy(levels.floors.rows.map(toFloor), (floor) => floor.locationId);
  const locationsOf = Map.groupBy(levels.locations.rows.map(toLocation), (location) => location.countryId);

  return {
    revision,
    countries: levels.countries.rows.map(toCountry).map((country) => {
      const inCountry = locationsOf.get(country.id) ?? [];
      const inView: CountryView = { ...country, locationCount: inCountry.length };
      const locations = inCountry.map((location): LocationNode => {
        const onFloors = floorsOf.get(location.id) ?? [];
        const floors = onFloors.map((floor) => ({ floor, rooms: roomsOf.get(floor.id) ?? [] }));
        const rooms = floors.flatMap((node) => node.rooms);
        const open = rooms.filter((room) => !room.isUnderMaintenance);
        const closed = rooms.filter((room) => room.isUnderMaintenance);
        const view: LocationView = {
          ...location,
          country: inView,
          floors: onFloors,
          roomCount: rooms.length,
          deskCount: desksOf(rooms),
          closedRoomIds: closed.map((room) => room.id),
          openDeskCount: desksOf(open),
          deskSet: joinIdSets(rooms.map((room) => room.deskSet)),
        };
        return { location: view, floors };
      });
      return { country, locations };
    }),
  };
};

/**
 * Keeps one tree, the newest, with its revision; every request asks the database which revision is the newest, so that what is
 * served is never behind. Requests that meet while it loads share the load, unless it began before a change that they know of.
 */
export const createTreeReader = (knex: Knex): TreeReader => {
  let newest: Tree | undefined;
  let loading: Promise<Tree> | undefined;

  const loadOnce = (): Promise<Tree> => {
    loading ??= load(knex)
      .then((tree) => {
        if (newest === undefined || tree.revision > newest.revision) newest = tree;
        return tree;
      })
      .finally(() => {
        loading = undefined;
      });
    return loading;
  };

  return {
    async read() {
      const revision = await revisionOf(knex);
      for (;;) {
        if (newest !== undefined && newest.revision >= revision) return newest;
        await loadOnce();
      }
    },
  };
};
