import { mdiDoor, mdiOfficeBuildingOutline, mdiSeatOutline } from '@mdi/js';
import { computed, type ComputedRef, type Ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { useBookings } from '../../booking/index.js';
import { usePlaces } from '../../places/index.js';
import { useRoom } from '../../room/index.js';
import { rank } from './rank.js';

export interface Hit {
  readonly key: string;
  readonly icon: string;
  readonly name: string;
  readonly where: string;
  readonly to: string;
}

export const leastLetters = 2;
const atMost = 8;

/** Places this person may see, the desks of the open room and the desks they have booked, best answer first. */
export function useSearchHits(words: Ref<string>): ComputedRef<Hit[]> {
  const { t } = useI18n();
  const places = usePlaces();
  const room = useRoom();
  const bookings = useBookings();

  function* candidates(): Generator<Hit & { also: string }> {
    for (const location of places.places.locations.values())
      yield {
        key: `location-${location.id}`,
        icon: mdiOfficeBuildingOutline,
        name: location.name,
        where: places.places.countries.get(location.countryId)?.name ?? '',
        also: '',
        to: `/?location=${location.id}`,
      };
    for (const { id, name } of places.places.rooms.values()) {
      const path = places.pathOf(id);
      const where = path ? `${path.location} · ${path.floor}` : '';
      yield { key: `room-${id}`, icon: mdiDoor, name, where, also: where, to: `/rooms/${id}` };
    }
    const desks = new Map<number, { name: string; roomId: number | null; where: string }>();
    for (const { desk, room_name: where } of bookings.own)
      desks.set(desk.id, { name: desk.name, roomId: desk.room_id, where });
    for (const { id, name } of room.desks.values())
      desks.set(id, { name, roomId: room.roomId, where: room.room?.name ?? '' });
    for (const [id, { name, roomId, where }] of desks)
      if (roomId !== null)
        yield {
          key: `desk-${id}`,
          icon: mdiSeatOutline,
          name: t('desk.name', { name }),
          where,
          also: name,
          to: `/rooms/${roomId}?desk=${id}`,
        };
  }

  return computed(() => {
    const needle = words.value.trim().toLocaleLowerCase();
    if (needle.length < leastLetters) return [];
    const found: (Hit & { rank: number })[] = [];
    for (const { also, ...hit } of candidates()) {
      const byName = rank(hit.name, needle);
      const byRest = rank(also, needle);
      if (byName !== null) found.push({ ...hit, rank: byName });
      else if (byRest !== null) found.push({ ...hit, rank: byRest + 3 });
    }
    return found.sort((one, other) => one.rank - other.rank).slice(0, atMost);
  });
}
