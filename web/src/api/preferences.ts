import { request } from './client.js';
import { preferencesShape, type Preferences } from './models.js';

export const fetchPreferences = (): Promise<Preferences> => request('/preferences/me/', preferencesShape);
export const savePreferences = (change: Partial<Preferences>): Promise<Preferences> =>
  request('/preferences/update_preferences/', preferencesShape, { method: 'PATCH', body: change });
