import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import * as api from '../../../api/bookings.js';
import { Latest } from '../../../api/latest.js';
import type { Booking, BulkRow } from '../../../api/models.js';
import { toProblem, type Problem } from '../../../api/problem.js';
import type { LiveEvent } from '../../../realtime/index.js';
import { useSession } from '../../session/index.js';

export type Interval = api.Interval;

/** All bookings this tab knows, by id: the caller's own, and those of the rooms and desks on the screen. */
export const useBookings = defineStore('bookings', () => {
  const session = useSession();
  const byId = ref(new Map<number, Booking>());
  const ownLoaded = ref(false);
  const ownProblem = ref<Problem | null>(null);
  const ownLatest = new Latest();
  const roomLatest = new Latest();

  const inOrder = computed(() =>
    [...byId.value.values()].sort((one, other) => one.start_time - other.start_time || one.id - other.id),
  );
  const own = computed(() =>
    inOrder.value.filter(
      (booking) => booking.user !== null && booking.user.id === session.userId && booking.status !== 'cancelled',
    ),
  );
  const byDesk = computed(() =>
    Map.groupBy(
      inOrder.value.filter((booking) => booking.status !== 'cancelled'),
      (booking) => booking.desk.id,
    ),
  );

  const tabs = new BroadcastChannel('flexspace.bookings');
  let ownRange: Interval | null = null;
  tabs.addEventListener('message', () => {
    if (ownRange) void loadOwn(ownRange);
  });

  /** Replaces what is known inside the range, so that what vanished on the server vanishes here. */
  function replace(range: Interval, found: readonly Booking[], belongs: (booking: Booking) => boolean): void {
    const next = new Map(byId.value);
    for (const booking of next.values()) {
      if (booking.start_time < range.end && booking.end_time > range.start && belongs(booking)) next.delete(booking.id);
    }
    for (const booking of found) next.set(booking.id, booking);
    byId.value = next;
  }

  async function loadOwn(range: Interval): Promise<void> {
    ownRange = range;
    try {
      const found = await ownLatest.run((signal) => api.fetchBookings({ userOnly: true, ...range }, signal));
      if (found === null) return;
      replace(range, found, (booking) => booking.user?.id === session.userId);
      ownLoaded.value = true;
      ownProblem.value = null;
    } catch (failure) {
      ownProblem.value = toProblem(failure);
    }
  }

  async function loadRoom(roomId: number, range: Interval): Promise<void> {
    const found = await roomLatest.run((signal) => api.fetchBookings({ room: roomId, ...range }, signal));
    if (found) replace(range, found, (booking) => booking.desk.room_id === roomId);
  }

  async function loadDesk(deskId: number, range: Interval, signal: AbortSignal): Promise<void> {
    const found = await api.fetchBookings({ desk: deskId, ...range }, signal);
    replace(range, found, (booking) => booking.desk.id === deskId);
  }

  function put(booking: Booking): void {
    const known = byId.value.get(booking.id);
    // An event may be older than the answer to our own change.
    if (known && (known.version ?? 0) > (booking.version ?? 0)) return;
    byId.value.set(booking.id, booking);
  }

  function drop(id: number): void {
    byId.value.delete(id);
  }

  function apply(event: LiveEvent): void {
    if (event.type !== 'update_bookings') return;
    // A desk only loses what it had: a booking that moved may be heard of at its new desk before it is gone from the old one.
    for (const id of event.data.deleted_ids) {
      const { desk_id: deskId } = event.data;
      if (deskId === null || byId.value.get(id)?.desk.id === deskId) drop(id);
    }
    for (const booking of event.data.bookings) {
      if (event.data.action === 'delete' || booking.status === 'cancelled') drop(booking.id);
      else put(booking);
    }
  }

  async function book(deskId: number, interval: Interval): Promise<Booking> {
    const made = await api.createBooking(deskId, interval);
    put(made);
    tabs.postMessage('changed');
    return made;
  }

  async function bookMany(deskId: number, intervals: readonly Interval[]): Promise<BulkRow[]> {
    const rows = await api.createBookings(deskId, intervals);
    tabs.postMessage('changed');
    return rows;
  }

  async function change(booking: Booking, wanted: Partial<Interval>): Promise<Booking> {
    const changed = await api.changeBooking(booking, wanted);
    put(changed);
    tabs.postMessage('changed');
    return changed;
  }

  /** Puts several times in the place of a booking's one; tells how many bookings it became. */
  async function split(booking: Booking, intervals: readonly Interval[]): Promise<number> {
    const result = await api.editIntervals(booking, intervals);
    const [first] = result.intervals;
    for (const id of result.deleted_ids) drop(id);
    // The new ones come with the next event or load; until then they are shown as copies of the one they came from.
    result.created_ids.forEach((id, index) => {
      const times = result.intervals[index + 1];
      if (times) put({ ...booking, ...times, id, version: null });
    });
    if (first) byId.value.set(booking.id, { ...booking, ...first, version: null });
    tabs.postMessage('changed');
    if (ownRange) void loadOwn(ownRange);
    return result.intervals.length;
  }

  async function cancel(booking: Booking): Promise<void> {
    await api.cancelBooking(booking.id);
    drop(booking.id);
    tabs.postMessage('changed');
  }

  function clear(): void {
    byId.value = new Map();
    ownLoaded.value = false;
  }

  return {
    byId,
    own,
    byDesk,
    ownLoaded,
    ownProblem,
    loadOwn,
    loadRoom,
    loadDesk,
    apply,
    book,
    bookMany,
    change,
    split,
    cancel,
    clear,
  };
});
