import { reading, writing } from '../../http/authentication.js';
import type { Routes } from '../route-context.js';
import { Nothing, ref } from '../wire-types.js';
import { fromPreferencesChange, toPreferences } from './mapper.js';
import { Preferences, PreferencesChange } from './schemas.js';

const tags = ['preferences'];

export const preferenceRoutes: Routes = (api, { clients }) => {
  api.get(
    '/preferences/me',
    {
      schema: {
        operationId: 'getPreferences',
        summary: 'The caller’s preferences',
        tags,
        querystring: Nothing,
        response: { 200: ref(Preferences) },
      },
    },
    async (request) => toPreferences(await clients.access.getPreferences({}, reading(request))),
  );

  for (const [path, operationId] of [
    ['/preferences/me', 'changePreferences'],
    ['/preferences/update_preferences', 'updatePreferences'],
  ] as const) {
    api.patch(
      path,
      {
        schema: {
          operationId,
          summary: 'Change preferences',
          tags,
          body: PreferencesChange,
          response: { 200: ref(Preferences) },
        },
      },
      async (request) =>
        toPreferences(await clients.access.updatePreferences(fromPreferencesChange(request.body), writing(request))),
    );
  }
};
