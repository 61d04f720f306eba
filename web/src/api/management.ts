import { request, requestNothing } from './client.js';
import { list, optional, record, text, type Decoded } from './decode.js';

const foundPersonShape = record({ id: text, username: text, full_name: optional(text, ''), email: optional(text, '') });
export type FoundPerson = Decoded<typeof foundPersonShape>;

/** People by the beginning of a name; the server wants at least two characters. */
export const searchPeople = (words: string, signal?: AbortSignal): Promise<FoundPerson[]> =>
  request('/users/search/', list(foundPersonShape), { signal, query: { q: words } });

/** Refused with IN_USE and a number while others have booked the desk, unless `cancelOthers` says that theirs may go. */
export const assignDesk = (deskId: number, userId: string, cancelOthers: boolean): Promise<void> =>
  requestNothing(`/desks/${deskId}/assign-permanent/`, {
    method: 'POST',
    body: { user_id: userId, cancel_conflicting: cancelOthers },
  });

export const clearDesk = (deskId: number): Promise<void> =>
  requestNothing(`/desks/${deskId}/clear-permanent/`, { method: 'POST' });

export const setMaintenance = (roomId: number, enabled: boolean): Promise<void> =>
  requestNothing(`/admin/rooms/${roomId}/${enabled ? 'set' : 'clear'}-maintenance/`, { method: 'POST' });
