/** The schemas that the API document names once and refers to. */
export { AdminLocation } from './admin-locations/schemas.js';
export { AdminRoom } from './admin-rooms/schemas.js';
export { AuditLine } from './audit/schemas.js';
export { CalendarFeed } from './calendar/routes.js';
export { LinkedAccounts, Me, Providers } from './auth/schemas.js';
export { Booking, BookingStats, BulkResult, Hold, IntervalEditResult } from './bookings/schemas.js';
export { Country } from './countries/schemas.js';
export { Desk, LockState } from './desks/schemas.js';
export { Floor } from './floors/schemas.js';
export { Location, Tree, TreeCountry, TreeFloor, TreeLocation } from './locations/schemas.js';
export { Preferences } from './preferences/schemas.js';
export { AvailabilityDay, DeskAvailability, Room, RoomAvailability, RoomDesks, TreeRoom } from './rooms/schemas.js';
export { GroupSummary, UserGroup } from './usergroups/schemas.js';
export { Interval, Person, Problem } from './wire-types.js';
