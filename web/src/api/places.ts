import { request } from './client.js';
import { roomDesksShape, treeShape, type Desk, type Room, type TreeCountry } from './models.js';

export const fetchTree = (signal?: AbortSignal): Promise<TreeCountry[]> =>
  request('/locations/tree/', treeShape, { signal });

/** The room and its desks now, or as they will be at `at`. */
export const fetchRoomDesks = (
  roomId: number,
  at: number | null,
  signal?: AbortSignal,
): Promise<Room & { desks: Desk[]; position: string | null }> =>
  request(`/rooms/${roomId}/desks/`, roomDesksShape, {
    signal,
    query: { at: at === null ? null : new Date(at).toISOString() },
  });
