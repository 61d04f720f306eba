import { computed, ref, watch, type ComputedRef, type Ref } from 'vue';
import type { Counts } from '../model.js';
import { usePlaces } from '../stores/places.js';

export interface PlaceRow {
  readonly key: string;
  readonly kind: 'country' | 'location' | 'floor' | 'room';
  readonly id: number;
  readonly name: string;
  readonly level: 1 | 2 | 3 | 4;
  readonly counts: Counts;
  readonly open: boolean | null;
  readonly locked: boolean;
  readonly reason: string | null;
}

const storageKey = 'flexspace.open-places';

function remembered(): Set<string> {
  const raw: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '[]');
  return new Set(Array.isArray(raw) ? raw.filter((entry) => typeof entry === 'string') : []);
}

/** The visible rows of the tree: what is open, filtered by words and by the country chosen on the globe. */
export function usePlaceTree(
  filter: Ref<string>,
  onlyCountry: Ref<number | null>,
): {
  rows: ComputedRef<PlaceRow[]>;
  open: Ref<Set<string>>;
  toggle: (key: string, wanted?: boolean) => void;
  reveal: (roomId: number) => void;
  revealLocation: (locationId: number) => void;
  openLocationIds: ComputedRef<number[]>;
} {
  const store = usePlaces();
  const open = ref(remembered());
  watch(
    open,
    (keys) => {
      localStorage.setItem(storageKey, JSON.stringify([...keys].slice(-200)));
    },
    { deep: true },
  );

  const rows = computed(() => {
    const needle = filter.value.trim().toLocaleLowerCase();
    const found: PlaceRow[] = [];
    for (const country of store.places.countries.values()) {
      if (onlyCountry.value !== null && country.id !== onlyCountry.value) continue;
      // All its locations are closed to this person: there is nothing in it to look at.
      if (country.locationIds.length === 0) continue;
      found.push(...countryRows(country.id, needle));
    }
    return found;
  });

  const hit = (name: string, needle: string): boolean => needle !== '' && name.toLocaleLowerCase().includes(needle);

  /** A branch shows its children when it is open, or when words are sought and something below matches. */
  function branch(row: Omit<PlaceRow, 'open'>, needle: string, childrenOf: (needle: string) => PlaceRow[]): PlaceRow[] {
    if (needle === '') {
      const isOpen = open.value.has(row.key);
      return [{ ...row, open: isOpen }, ...(isOpen ? childrenOf('') : [])];
    }
    const below = childrenOf(needle);
    if (below.length > 0) return [{ ...row, open: true }, ...below];
    return hit(row.name, needle) ? [{ ...row, open: false }] : [];
  }

  function countryRows(id: number, needle: string): PlaceRow[] {
    const country = store.places.countries.get(id);
    if (!country) return [];
    const counts = store.counts.byCountry.get(id) ?? { free: 0, total: 0 };
    const row = {
      key: `country-${id}`,
      kind: 'country' as const,
      id,
      name: country.name,
      level: 1 as const,
      counts,
      locked: false,
      reason: null,
    };
    return branch(row, needle, (words) => country.locationIds.flatMap((location) => locationRows(location, words)));
  }

  function locationRows(id: number, needle: string): PlaceRow[] {
    const location = store.places.locations.get(id);
    if (!location) return [];
    const counts = store.counts.byLocation.get(id) ?? { free: 0, total: 0 };
    const locked = !location.canAccess;
    const row = {
      key: `location-${id}`,
      kind: 'location' as const,
      id,
      name: location.name,
      level: 2 as const,
      counts,
      locked,
      reason: locked ? 'LOCATION_GATE' : null,
    };
    return branch(row, needle, (words) => location.floorIds.flatMap((floor) => floorRows(floor, words)));
  }

  function floorRows(id: number, needle: string): PlaceRow[] {
    const floor = store.places.floors.get(id);
    if (!floor) return [];
    const counts = store.counts.byFloor.get(id) ?? { free: 0, total: 0 };
    const row = {
      key: `floor-${id}`,
      kind: 'floor' as const,
      id,
      name: floor.name,
      level: 3 as const,
      counts,
      locked: false,
      reason: null,
    };
    return branch(row, needle, (words) => floor.roomIds.flatMap((room) => roomRows(room, words)));
  }

  function roomRows(id: number, needle: string): PlaceRow[] {
    const room = store.places.rooms.get(id);
    if (!room || (needle !== '' && !hit(room.name, needle))) return [];
    const reason = room.is_under_maintenance
      ? 'ROOM_UNDER_MAINTENANCE'
      : room.can_book
        ? null
        : (room.cannot_book_reason ?? 'ROOM_GATE');
    return [
      {
        key: `room-${id}`,
        kind: 'room',
        id,
        name: room.name,
        level: 4,
        counts: store.roomCounts(id),
        open: null,
        locked: reason !== null,
        reason,
      },
    ];
  }

  function toggle(key: string, wanted?: boolean): void {
    const next = new Set(open.value);
    if (wanted ?? !next.has(key)) next.add(key);
    else next.delete(key);
    open.value = next;
  }

  function revealLocation(locationId: number): void {
    const location = store.places.locations.get(locationId);
    if (!location) return;
    toggle(`country-${location.countryId}`, true);
    toggle(`location-${locationId}`, true);
  }

  function reveal(roomId: number): void {
    const room = store.places.rooms.get(roomId);
    const floor = room && store.places.floors.get(room.floorId);
    if (!floor) return;
    revealLocation(floor.locationId);
    toggle(`floor-${floor.id}`, true);
  }

  /** Locations whose changes are worth hearing: those whose branch is on the screen. */
  const openLocationIds = computed(() =>
    rows.value.filter((row) => row.kind === 'location' && row.open === true).map((row) => row.id),
  );

  return { rows, open, toggle, reveal, revealLocation, openLocationIds };
}
