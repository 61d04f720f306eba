import { request, requestNothing } from './client.js';
import { meShape, providersShape, type Me, type Providers } from './models.js';

export const fetchProviders = (): Promise<Providers> =>
  request('/auth/providers/', providersShape, { repairSession: false });
export const fetchMe = (): Promise<Me> => request('/auth/me/', meShape);
export const signIn = (username: string, password: string): Promise<Me> =>
  request('/auth/login/', meShape, { method: 'POST', body: { username, password }, repairSession: false });
export const signOut = (): Promise<void> => requestNothing('/auth/logout', { method: 'POST', repairSession: false });
