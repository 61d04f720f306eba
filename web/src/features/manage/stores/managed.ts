import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import * as api from '../../../api/admin.js';
import { Latest } from '../../../api/latest.js';
import { toProblem, type Problem } from '../../../api/problem.js';

/** The places this person manages, as the server last said; every change reads them again. */
export const useManaged = defineStore('managed', () => {
  const countries = shallowRef(new Map<number, api.Country>());
  const locations = shallowRef(new Map<number, api.ManagedLocation>());
  const rooms = shallowRef(new Map<number, api.ManagedRoom>());
  const groups = shallowRef(new Map<number, api.Group>());
  const loaded = ref(false);
  const problem = ref<Problem | null>(null);
  const latest = new Latest();
  let groupsOf: number | null = null;

  const byId = <T extends { id: number }>(list: readonly T[]): Map<number, T> =>
    new Map(list.map((item) => [item.id, item]));
  const readGroups = (): Promise<api.Group[]> => (groupsOf === null ? Promise.resolve([]) : api.fetchGroups(groupsOf));

  async function load(): Promise<void> {
    try {
      const found = await latest.run(() =>
        Promise.all([api.fetchCountries(), api.fetchManagedLocations(), api.fetchManagedRooms(), readGroups()]),
      );
      if (found === null) return;
      countries.value = byId(found[0]);
      locations.value = byId(found[1]);
      rooms.value = byId(found[2]);
      groups.value = byId(found[3]);
      loaded.value = true;
      problem.value = null;
    } catch (failure) {
      problem.value = toProblem(failure);
    }
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
