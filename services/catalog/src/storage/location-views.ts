import type { Knex } from '@flexspace/database';
import { roomId, type CountryId, type LocationId } from '@flexspace/kernel';
import type { PlaceReader } from '../application/ports.js';
import type { Floor } from '../domain/floor.js';
import type { CountryView, LocationView } from '../domain/place.js';
import {
  toCountry,
  toFloor,
  toLocation,
  type CountryRow,
  type FloorRow,
  type LocationRow,
  type Result,
} from './rows.js';

interface CountryViewRow extends CountryRow {
  readonly location_count: number;
}

interface LocationViewRow extends LocationRow {
  readonly room_count: number;
  readonly desk_count: number;
  readonly open_desk_count: number;
  readonly desk_set: number;
  readonly closed_room_ids: readonly number[];
}

interface Filter {
  readonly locationId?: LocationId | undefined;
  readonly countryId?: CountryId | undefined;
  readonly hidden: readonly LocationId[];
}

const countryViews = async (knex: Knex, filter: Filter): Promise<CountryView[]> => {
  const { rows } = await knex.raw<Result<CountryViewRow>>(
    `SELECT c.*, (SELECT count(*) FROM catalog.locations l
                  WHERE l.country_id = c.id AND l.id <> ALL(:hidden)) AS location_count
     FROM catalog.countries c
     WHERE (:countryId::bigint IS NULL OR c.id = :countryId)
       AND (:locationId::bigint IS NULL OR c.id = (SELECT country_id FROM catalog.locations WHERE id = :locationId))
     ORDER BY c.name, c.id`,
    { countryId: filter.countryId ?? null, locationId: filter.locationId ?? null, hidden: filter.hidden },
  );
  return rows.map((row) => ({ ...toCountry(row), locationCount: row.location_count }));
};

const locationRows = async (knex: Knex, filter: Filter): Promise<readonly LocationViewRow[]> => {
  const { rows } = await knex.raw<Result<LocationViewRow>>(
    `SELECT l.*, count(r.id) AS room_count, coalesce(sum(r.desk_count), 0) AS desk_count,
            coalesce(sum(r.desk_count) FILTER (WHERE NOT r.is_under_maintenance), 0) AS open_desk_count,
            coalesce(bit_xor(r.desk_set), 0) AS desk_set,
            coalesce(array_agg(r.id ORDER BY r.id) FILTER (WHERE r.is_under_maintenance), '{}') AS closed_room_ids
     FROM catalog.locations l LEFT JOIN catalog.rooms r ON r.location_id = l.id
     WHERE (:countryId::bigint IS NULL OR l.country_id = :countryId)
       AND (:locationId::bigint IS NULL OR l.id = :locationId) AND l.id <> ALL(:hidden)
     GROUP BY l.id ORDER BY l.name, l.id`,
    { countryId: filter.countryId ?? null, locationId: filter.locationId ?? null, hidden: filter.hidden },
  );
  return rows;
};

const floorsByLocation = async (knex: Knex, filter: Filter): Promise<ReadonlyMap<number, Floor[]>> => {
  const { rows } = await knex.raw<Result<FloorRow>>(
    `SELECT f.* FROM catalog.floors f JOIN catalog.locations l ON l.id = f.location_id
     WHERE (:countryId::bigint IS NULL OR l.country_id = :countryId)
       AND (:locationId::bigint IS NULL OR l.id = :locationId) AND l.id <> ALL(:hidden)
     ORDER BY f.location_id, f.level, f.id`,
    { countryId: filter.countryId ?? null, locationId: filter.locationId ?? null, hidden: filter.hidden },
  );
  return Map.groupBy(rows.map(toFloor), (floor) => floor.locationId);
};

/** Three queries, whatever the number of locations. */
const locationViews = async (knex: Knex, filter: Filter): Promise<LocationView[]> => {
  const [countries, rows, floors] = await Promise.all([
    countryViews(knex, filter),
    locationRows(knex, filter),
    floorsByLocation(knex, filter),
  ]);
  const byId = new Map<number, CountryView>(countries.map((country) => [country.id, country]));
  return rows.flatMap((row) => {
    const country = byId.get(row.country_id);
    // It came between two of the queries: the next answer has it.
    if (country === undefined) return [];
    const location = toLocation(row);
    return [
      {
        ...location,
        country,
        floors: floors.get(row.id) ?? [],
        roomCount: row.room_count,
        deskCount: row.desk_count,
        closedRoomIds: row.closed_room_ids.map(roomId),
        openDeskCount: row.open_desk_count,
        deskSet: row.desk_set,
      },
    ];
  });
};

/** Reads of countries and locations. */
export const createLocationViews = (
  knex: Knex,
): Pick<PlaceReader, 'countries' | 'country' | 'locations' | 'location'> => ({
  countries: (hidden) => countryViews(knex, { hidden }),
  async country(id, hidden) {
    const [country] = await countryViews(knex, { countryId: id, hidden });
    return country;
  },
  locations: (filter) => locationViews(knex, filter),
  async location(id, hidden) {
    const [location] = await locationViews(knex, { locationId: id, hidden });
    return location;
  },
});
