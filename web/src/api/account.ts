import { request, requestNothing } from './client.js';
import { flag, list, nullable, instant, optional, record, text, type Decoded } from './decode.js';

const linkedShape = record({
  linked_accounts: list(record({ provider: text, username: optional(text, '') })),
  has_password: flag,
  can_unlink: flag,
});
export type LinkedAccounts = Decoded<typeof linkedShape>;

export const fetchLinkedAccounts = (): Promise<LinkedAccounts> => request('/auth/linked-accounts/', linkedShape);

/** Where linking begins: a page of the provider's. */
export const startLinking = async (provider: string): Promise<string> => {
  const { auth_url: address } = await request(`/auth/link/${provider}/`, record({ auth_url: text }), {
    method: 'POST',
  });
  return address;
};
export const unlinkAccount = (provider: string): Promise<void> =>
  requestNothing(`/auth/disconnect/${provider}/`, { method: 'DELETE' });

export const setPassword = (password: string, current: string | null): Promise<void> =>
  requestNothing('/auth/set-password/', {
    method: 'POST',
    body: { password, ...(current === null ? {} : { current_password: current }) },
  });

const feedShape = record({ exists: flag, created_at: nullable(instant), url: nullable(text) });
export type CalendarFeed = Decoded<typeof feedShape>;

export const fetchFeed = (): Promise<CalendarFeed> => request('/preferences/calendar_feed/', feedShape);
/** A new secret address, told this once; the one before ends. */
export const renewFeed = (): Promise<CalendarFeed> =>
  request('/preferences/calendar_feed/', feedShape, { method: 'POST' });
export const endFeed = (): Promise<void> => requestNothing('/preferences/calendar_feed/', { method: 'DELETE' });
