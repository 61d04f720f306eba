import type { Database } from '@flexspace/database';
import { locationId, type Clock, type UserId } from '@flexspace/kernel';
import { appendToOutbox, newEvent } from '@flexspace/messaging';
import type { PreferenceStore } from '../application/ports/access-ports.js';
import { personOf } from '../application/ports/request.js';
import { DEFAULT_PREFERENCES, type Preferences } from '../domain/preferences.js';
import { SCHEMA } from './place-announcement.js';

interface PreferenceRow {
  readonly theme: Preferences['theme'];
  readonly language: Preferences['language'];
  readonly timezone: string;
  readonly date_format: Preferences['dateFormat'];
  readonly time_format: Preferences['timeFormat'];
  readonly default_location_id: number | null;
  readonly default_booking_hours: number;
  readonly version: number;
}

/** A row per person who ever chose something; the checks on its columns are the domain's options. */
export const createPreferenceStore = (database: Database, clock: Clock): PreferenceStore => ({
  async find(userId) {
    const row = await database.knex
      .first<PreferenceRow | undefined>('*')
      .from('access.preferences')
      .where('user_id', userId);
    return row === undefined ? undefined : toPreferences(row);
  },

  change: (caller, change) =>
    database.transaction(async (trx) => {
      await trx('access.preferences')
        .insert(toColumns(caller.userId, DEFAULT_PREFERENCES))
        .onConflict('user_id')
        .ignore();
      const row = await trx
        .first<PreferenceRow>('*')
        .from('access.preferences')
        .where('user_id', caller.userId)
        .forUpdate();
      const now = toPreferences(row);
      const next = change(now);
      if (JSON.stringify(now) === JSON.stringify(next)) return now;
      const version = row.version + 1;
      await trx('access.preferences')
        .where('user_id', caller.userId)
        .update({ ...toColumns(caller.userId, next), version });
      const event = newEvent({
        at: clock.now(),
        actor: personOf(caller),
        locationId: 0,
        aggregateVersion: version,
        fact: { $case: 'preferencesChanged', value: { userId: caller.userId } },
      });
      await appendToOutbox(trx, SCHEMA, [{ subject: 'access.v1.preferences.changed.0', event }]);
      return next;
    }),
});

const toPreferences = (row: PreferenceRow): Preferences => ({
  theme: row.theme,
  language: row.language,
  timezone: row.timezone,
  dateFormat: row.date_format,
  timeFormat: row.time_format,
  defaultLocation: row.default_location_id === null ? undefined : locationId(row.default_location_id),
  defaultBookingHours: row.default_booking_hours,
});

const toColumns = (userId: UserId, preferences: Preferences) => ({
  user_id: userId,
  theme: preferences.theme,
  language: preferences.language,
  timezone: preferences.timezone,
  date_format: preferences.dateFormat,
  time_format: preferences.timeFormat,
  default_location_id: preferences.defaultLocation ?? null,
  default_booking_hours: preferences.defaultBookingHours,
});
