import { auditMigrations, type Migration } from '@flexspace/database';
import { inboxMigration, outboxMigration } from '@flexspace/messaging';
import { createPlaces } from './20261123T0900_create_places.js';
import { createRooms } from './20261123T0910_create_rooms.js';
import { createMapFiles } from './20261123T0920_create_map_files.js';
import { nameDeskSets } from './20261126T0000_name_desk_sets.js';

export const SCHEMA = 'catalog';

export const migrations: readonly Migration[] = [
  outboxMigration(SCHEMA),
  inboxMigration(SCHEMA),
  ...auditMigrations(SCHEMA),
  createPlaces,
  createRooms,
  createMapFiles,
  nameDeskSets,
];
