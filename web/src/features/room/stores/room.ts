import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { Latest } from '../../../api/latest.js';
import type { Desk, Room } from '../../../api/models.js';
import { fetchRoomDesks } from '../../../api/places.js';
import { toProblem, type Problem } from '../../../api/problem.js';
import { isAtOrBelow, type LiveEvent } from '../../../realtime/index.js';

/** The open room: its desks by id, as the last snapshot and every event since have made them. */
export const useRoom = defineStore('room', () => {
  const room = shallowRef<Room | null>(null);
  const desks = ref(new Map<number, Desk>());
  const at = ref<number | null>(null);
  const problem = ref<Problem | null>(null);
  const loading = ref(false);
  const latest = new Latest();
  let position: string | null = null;
  /** Events that arrive while the snapshot is on its way are applied after it. */
  let waiting: LiveEvent[] | null = null;

  async function load(roomId: number, moment: number | null): Promise<void> {
    if (room.value?.id !== roomId) clear();
    at.value = moment;
    loading.value = true;
    waiting = [];
    try {
      const found = await latest.run((signal) => fetchRoomDesks(roomId, moment, signal));
      if (found === null) return;
      const { desks: list, position: snapshotAt, ...rest } = found;
      room.value = rest;
      desks.value = new Map(list.map((desk) => [desk.id, desk]));
      position = snapshotAt;
      problem.value = null;
      const missed = waiting;
      waiting = null;
      for (const event of missed) apply(event);
    } catch (failure) {
      problem.value = toProblem(failure);
    }
    loading.value = false;
  }

  /** False when the snapshot is too old to go on from that position. */
  function reaches(wanted: string | null): boolean {
    return wanted !== null && position !== null && isAtOrBelow(wanted, position);
  }

  /** Applies one event; anything that changes the layout, or another moment than now, needs a new snapshot: then `false`. */
  function apply(event: LiveEvent): boolean {
    if (waiting !== null) {
      waiting.push(event);
      return true;
    }
    if (isAtOrBelow(event.position, position)) return true;
    if (event.type === 'room_maintenance') return setMaintenance(event.data.enabled, event.data.by?.full_name ?? null);
    if (event.type === 'desk_lock') {
      const { desk_id, locked, locked_by } = event.data;
      return patch(desk_id, { is_locked: locked, locked_by: locked ? locked_by : null });
    }
    if (at.value !== null) return event.type !== 'update_bookings';
    if (event.type === 'desk_status') {
      const { desk_id, is_booked, booked_by } = event.data;
      return patch(desk_id, { is_booked, booked_by: is_booked ? booked_by : null });
    }
    return event.type === 'update_bookings';
  }

  function patch(deskId: number, change: Partial<Desk>): boolean {
    const desk = desks.value.get(deskId);
    if (desk) desks.value.set(deskId, { ...desk, ...change });
    return desk !== undefined;
  }

  function setMaintenance(enabled: boolean, by: string | null): boolean {
    if (room.value)
      room.value = { ...room.value, is_under_maintenance: enabled, maintenance_by_name: enabled ? by : null };
    return true;
  }

  function clear(): void {
    latest.cancel();
    room.value = null;
    desks.value = new Map();
    problem.value = null;
    position = null;
    waiting = null;
  }

  const roomId = computed(() => room.value?.id ?? null);
  return { room, roomId, desks, at, problem, loading, load, apply, reaches, clear };
});
