import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import * as api from '../../../api/admin.js';
import { toProblem, type Problem } from '../../../api/problem.js';

/** The places this person manages, as the server last said; every change reads them again. */
export const useManaged = defineStore('managed', () => {
  const countries = shallowRef(new Map<number, api.Country>());
  const locations = shallowRef(new Map<number, api.ManagedLocation>());
  const rooms = shallowRef(new Map<number, api.ManagedRoom>());
  const groups = shallowRef(new Map<number, api.Group>());
  const loaded = ref(false);
  const problem = ref<Problem | null>(null);
  let groupsOf: number | null = null;
  let current = Promise.resolve();
  let waiting: Promise<void> | null = null;

  const byId = <T extends { id: number }>(list: readonly T[]): Map<number, T> =>
    new Map(list.map((item) => [item.id, item]));
  async function read(): Promise<void> {
    const [ofCountries, ofLocations, ofRooms] = await Promise.all([
      api.fetchCountries(),
      api.fetchManagedLocations(),
      api.fetchManagedRooms(),
    ]);
    const isThere = [...ofLocations.map(({ id }) => id), ...ofRooms.map((room) => room.location_id)];
    if (groupsOf !== null && !isThere.includes(groupsOf)) groupsOf = null;
    const ofGroups = groupsOf === null ? [] : await api.fetchGroups(groupsOf);
    countries.value = byId(ofCountries);
    locations.value = byId(ofLocations);
    rooms.value = byId(ofRooms);
    groups.value = byId(ofGroups);
  }

  async function attempt(): Promise<void> {
    try {
      await read();
      loaded.value = true;
      problem.value = null;
    } catch (failure) {
      problem.value = toProblem(failure);
    }
  }

  /** One reading at a time; whoever asks while one is under way shares the next, which sees what they changed. */
  function load(): Promise<void> {
    waiting ??= current.then(() => {
      waiting = null;
      current = attempt();
      return current;
    });
    return waiting;
  }

  /** Groups belong to one location: those of the one that is open. */
  async function openGroups(locationId: number): Promise<void> {
    if (groupsOf === locationId) return;
    groupsOf = locationId;
    groups.value = new Map();
    const found = await api.fetchGroups(locationId);
    if (groupsOf === locationId) groups.value = byId(found);
  }

  return { countries, locations, rooms, groups, loaded, problem, load, openGroups };
});
