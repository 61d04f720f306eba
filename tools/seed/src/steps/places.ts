import { Orientation } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import type { CallOptions } from '@flexspace/service-kit';
import { bounded } from '../bounded.js';
import type { Clients } from '../clients.js';
import { layOutDesks, type Side } from '../company/desk-layout.js';
import { COUNTRIES, type FloorPlan, type LocationPlan, type RoomPlan } from '../company/places.js';
import { drawPlan } from '../company/plan-drawing.js';

export interface SeededDesk {
  readonly id: number;
  readonly roomId: number;
}

export interface SeededRoom {
  readonly id: number;
  readonly name: string;
  readonly locationId: number;
  readonly desks: readonly SeededDesk[];
}

export interface SeededLocation {
  readonly key: string;
  readonly id: number;
  readonly timezone: string;
  readonly rooms: readonly SeededRoom[];
}

const ORIENTATIONS: Readonly<Record<Side, Orientation>> = {
  top: Orientation.ORIENTATION_TOP,
  bottom: Orientation.ORIENTATION_BOTTOM,
  left: Orientation.ORIENTATION_LEFT,
  right: Orientation.ORIENTATION_RIGHT,
};

/** Countries, locations, floors, rooms with a drawn plan, and desks, one call each as a manager would make them. */
export const seedPlaces = async (
  catalog: Clients['catalog'],
  locations: readonly LocationPlan[],
  as: () => Promise<CallOptions>,
): Promise<SeededLocation[]> => {
  const countryIds = new Map<string, number>();
  for (const { name, code, lat, lng } of COUNTRIES) {
    if (!locations.some(({ country }) => country === code)) continue;
    const country = await catalog.createCountry({ name, countryCode: code, lat, lng }, await as());
    countryIds.set(code, country.id);
  }
  let variant = 0;

  const seedRoom = async (floorId: number, level: number, plan: RoomPlan, index: number): Promise<SeededRoom> => {
    const room = await catalog.createRoom({ floorId, name: plan.name, description: plan.description }, await as());
    const layout = layOutDesks(plan.desks, `${level}${'ABCDEFGH'[index] ?? 'X'}`);
    const svg = Buffer.from(drawPlan(layout.benches, variant++));
    await catalog.uploadMap(
      [
        { part: { $case: 'header', value: { roomId: room.id, ifVersion: 0 } } },
        { part: { $case: 'chunk', value: svg } },
      ],
      { ...(await as()), timeoutMs: 30_000 },
    );
    const { desks } = await catalog.replaceDesks(
      {
        roomId: room.id,
        force: false,
        ifVersion: 0,
        desks: layout.desks.map(({ name, x, y, side }) => ({
          id: 0,
          name,
          posX: x,
          posY: y,
          orientation: ORIENTATIONS[side],
        })),
      },
      await as(),
    );
    return {
      id: room.id,
      name: room.name,
      locationId: room.locationId,
      desks: desks.map(({ id }) => ({ id, roomId: room.id })),
    };
  };

  const seedFloor = async (locationId: number, plan: FloorPlan): Promise<SeededRoom[]> => {
    const floor = await catalog.createFloor({ locationId, name: plan.name, level: plan.level }, await as());
    const rooms: SeededRoom[] = [];
    for (const [index, room] of plan.rooms.entries()) rooms.push(await seedRoom(floor.id, plan.level, room, index));
    return rooms;
  };

  return bounded(locations, 2, async ({ key, name, country, lat, lng, timezone, floors }) => {
    const countryId = countryIds.get(country);
    if (countryId === undefined) throw new Error(`no country ${country}`);
    const location = await catalog.createLocation({ name, countryId, lat, lng, timezone }, await as());
    const rooms: SeededRoom[] = [];
    for (const floor of floors) rooms.push(...(await seedFloor(location.id, floor)));
    return { key, id: location.id, timezone, rooms };
  });
};
