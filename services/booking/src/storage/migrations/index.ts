import { auditMigrations, type Migration } from '@flexspace/database';
import { inboxMigration, outboxMigration } from '@flexspace/messaging';
import { SCHEMA } from '../sql.js';
import { addPlaces } from './20261123T0100_add_places.js';
import { addBookings } from './20261123T0110_add_bookings.js';
import { addBookkeeping } from './20261123T0120_add_bookkeeping.js';
import { addCalendarFeeds } from './20261123T0130_add_calendar_feeds.js';
import { coverDeskLookups } from './20261123T0140_cover_desk_lookups.js';
import { indexCancelledBookings } from './20261125T0100_index_cancelled_bookings.js';
import { countRooms } from './20261125T0900_count_rooms.js';
import { nameDeskSets } from './20261126T0000_name_desk_sets.js';
import { bookMany } from './20261126T0100_book_many.js';
import { indexLists } from './20261126T0200_index_lists.js';
import { indexPages } from './20261126T0300_index_pages.js';
import { withholdDesks } from './20261126T0330_withhold_desks.js';

export const migrations: readonly Migration[] = [
  outboxMigration(SCHEMA),
  inboxMigration(SCHEMA),
  ...auditMigrations(SCHEMA),
  addPlaces,
  addBookings,
  addBookkeeping,
  addCalendarFeeds,
  coverDeskLookups,
  indexCancelledBookings,
  countRooms,
  nameDeskSets,
  bookMany,
  indexLists,
  indexPages,
  withholdDesks,
];
