import { defineStore } from 'pinia';
import { computed, ref, shallowRef, triggerRef } from 'vue';
import { Latest } from '../../../api/latest.js';
import { fetchTree } from '../../../api/places.js';
import { toProblem, type Problem } from '../../../api/problem.js';
import { normalise, sum, type Counts, type Places } from '../model.js';

const none: Places = { countries: new Map(), locations: new Map(), floors: new Map(), rooms: new Map() };

/** Every place this person may see, with its live counts. */
export const usePlaces = defineStore('places', () => {
  const places = shallowRef<Places>(none);
  const loaded = ref(false);
  const problem = ref<Problem | null>(null);
  const latest = new Latest();
  /** What was heard while a snapshot was on its way: it may be newer than the snapshot. */
  let heard: Map<number, number> | null = null;

  async function load(): Promise<void> {
    heard = new Map();
    try {
      const tree = await latest.run(fetchTree);
      if (tree === null) return;
      places.value = normalise(tree);
      for (const [roomId, free] of heard) put(roomId, free);
      loaded.value = true;
      problem.value = null;
    } catch (failure) {
      problem.value = toProblem(failure);
    }
    heard = null;
  }

  function put(roomId: number, free: number): void {
    const room = places.value.rooms.get(roomId);
    if (room) places.value.rooms.set(roomId, { ...room, available_desk_count: free });
  }

  function setFree(roomId: number, free: number): void {
    heard?.set(roomId, free);
    put(roomId, free);
    triggerRef(places);
  }

  function setMaintenance(roomId: number, enabled: boolean): void {
    const room = places.value.rooms.get(roomId);
    if (!room) return;
    places.value.rooms.set(roomId, { ...room, is_under_maintenance: enabled });
    triggerRef(places);
  }

  const roomCounts = (id: number): Counts => {
    const room = places.value.rooms.get(id);
    return { free: room?.available_desk_count ?? 0, total: room?.desk_count ?? 0 };
  };
  const counts = computed(() => {
    const { countries, locations, floors } = places.value;
    const byFloor = new Map([...floors].map(([id, floor]) => [id, sum(floor.roomIds.map(roomCounts))]));
    const zero: Counts = { free: 0, total: 0 };
    const byLocation = new Map(
      [...locations].map(([id, location]) => [id, sum(location.floorIds.map((floor) => byFloor.get(floor) ?? zero))]),
    );
    const byCountry = new Map(
      [...countries].map(([id, country]) => [
        id,
        sum(country.locationIds.map((place) => byLocation.get(place) ?? zero)),
      ]),
    );
    return { byFloor, byLocation, byCountry, all: sum(byCountry.values()) };
  });

  /** The names above a room, for headings. */
  function pathOf(
    roomId: number,
  ): { room: string; floor: string; location: string; locationId: number; timezone: string } | null {
    const room = places.value.rooms.get(roomId);
    const floor = room && places.value.floors.get(room.floorId);
    const location = floor && places.value.locations.get(floor.locationId);
    if (!location) return null;
    return {
      room: room.name,
      floor: floor.name,
      location: location.name,
      locationId: location.id,
      timezone: location.timezone,
    };
  }

  return { places, loaded, problem, counts, roomCounts, load, setFree, setMaintenance, pathOf };
});
