import { auditMigrations, type Migration } from '@flexspace/database';
import { inboxMigration, outboxMigration } from '@flexspace/messaging';
import { SCHEMA } from '../place-announcement.js';
import { countStandingChanges } from './count-standing-changes.js';
import { createPeople } from './create-people.js';
import { createPlaces } from './create-places.js';
import { createPreferences } from './create-preferences.js';
import { createTurns } from './create-turns.js';
import { keepWordsOfPeople } from './keep-words-of-people.js';

export const migrations: readonly Migration[] = [
  outboxMigration(SCHEMA),
  inboxMigration(SCHEMA),
  ...auditMigrations(SCHEMA),
  createPeople,
  createPlaces,
  createPreferences,
  createTurns,
  countStandingChanges,
  keepWordsOfPeople,
];
