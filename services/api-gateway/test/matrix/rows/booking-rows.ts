import {
  bookingThere,
  cancelledBooking,
  deskThere,
  freshBooking,
  freshDesk,
  freshRoom,
  insidersBooking,
} from '../fresh-objects.js';
import {
  BOOKS,
  BOOKS_CLOSED,
  BOOKS_THERE,
  CHANGES_BOOKING,
  LISTED,
  OWNS_THERE,
  REFUSED_FIELD,
  replaced,
  row,
  SEES,
  SIGNED_IN,
} from '../roles.js';
import { lists, type Row } from '../row.js';
import { hour, type Target, type World } from '../world.js';

const booking = (target: Target): number => target.booking;
const on = (desk: number): object => ({ desk_id: desk, ...hour(11) });
const CREATED = 201;
const GONE = 204;

const insidersDesk = async (world: World): Promise<Partial<Target>> => {
  const made = await freshDesk(world);
  const me = await world.as('alice', '/api/auth/me');
  await world.make.post(`/desks/${made.desk ?? 0}/assign-permanent`, { user_id: me.body['id'] });
  return made;
};
const roomUnderMaintenance = async (world: World): Promise<Partial<Target>> => {
  const made = await freshRoom(world);
  await world.make.post(`/admin/rooms/${made.room ?? 0}/set-maintenance`);
  return made;
};
const ROOM_CLOSED = 'ROOM_UNDER_MAINTENANCE';
/** Managers may change the booking; the room asks whether its owner may be there. */
const OWNER_NOT_LET_IN = replaced(CHANGES_BOOKING, 'yes', 'room');
/** The insider's own. */
const INSIDERS = row('401 yes 404 owner 404 yes owner yes 404 yes yes');
const rowReason = (body: Readonly<Record<string, unknown>>): string => {
  const [first] = body['results'] as { ok: boolean; reason?: string }[];
  if (first?.ok === true) return 'yes';
  return { LOCATION_GATE: 'location', ROOM_GATE: 'room' }[first?.reason ?? ''] ?? String(first?.reason);
};

const create = {
  operation: 'POST /api/bookings',
  success: CREATED,
  json: (target: Target) => on(target.desk),
} as const;
const change = { operation: 'PATCH /api/bookings/{id}', id: booking, on: freshBooking } as const;

export const bookingRows: readonly Row[] = [
  {
    operation: 'GET /api/bookings',
    what: 'of a room',
    query: (target) => `room=${target.room}`,
    answers: LISTED,
    says: lists(booking),
  },
  {
    operation: 'GET /api/bookings',
    what: 'of a desk',
    query: (target) => `desk=${target.desk}`,
    answers: LISTED,
    says: lists(booking),
  },
  {
    operation: 'GET /api/bookings',
    what: 'of a location',
    query: (target) => `location=${target.location}`,
    answers: LISTED,
    says: lists(booking),
  },
  { operation: 'GET /api/bookings', what: 'own', query: () => 'user_only=true', answers: SIGNED_IN },
  {
    operation: 'GET /api/bookings',
    what: 'of somebody else',
    query: (target) => `user=${target.bystander}`,
    answers: row('401 403 403 403 403 403 403 403 403 has has'),
    says: lists(booking),
  },
  {
    operation: 'GET /api/bookings',
    what: 'cancelled ones of a room',
    query: (target) => `desk=${target.desk}&status=cancelled`,
    answers: row('401 not not not not has not has not has has'),
    on: cancelledBooking,
    says: lists(booking),
  },
  { operation: 'GET /api/bookings/{id}', id: booking, answers: SEES },
  {
    operation: 'GET /api/bookings/{id}',
    what: 'who booked',
    id: booking,
    answers: replaced(SEES, 'yes', 'frank'),
    says: ({ body }) => String((body['user'] as { username?: string } | null)?.username),
  },
  {
    operation: 'GET /api/bookings/{id}',
    what: 'cancelled',
    id: booking,
    answers: row('401 404 404 404 404 yes 404 yes 404 yes yes'),
    on: cancelledBooking,
  },
  { ...create, answers: BOOKS, on: freshDesk },
  {
    ...create,
    what: 'at the other location',
    answers: BOOKS_THERE,
    on: deskThere,
    json: ({ there }) => on(there.desk),
  },
  {
    ...create,
    what: 'where nobody stands in the gate',
    answers: BOOKS_CLOSED,
    on: async ({ make, target }) => ({ closedDesk: await make.desk(target.closedRoom) }),
    json: (target) => on(target.closedDesk),
  },
  {
    ...create,
    what: 'somebody’s permanent desk',
    answers: row(
      '401 yes location room location DESK_PERMANENT room DESK_PERMANENT location DESK_PERMANENT DESK_PERMANENT',
    ),
    on: insidersDesk,
  },
  { ...create, what: 'under maintenance', answers: replaced(BOOKS, 'yes', ROOM_CLOSED), on: roomUnderMaintenance },
  {
    ...create,
    what: 'for somebody else',
    answers: REFUSED_FIELD,
    json: (target) => ({ ...on(target.desk), user: target.bystander }),
  },
  { ...change, answers: CHANGES_BOOKING, json: () => ({ end_time: hour(10).end_time }) },
  {
    ...change,
    what: 'one’s own',
    on: insidersBooking,
    answers: INSIDERS,
    json: () => ({ end_time: hour(10).end_time }),
  },
  {
    ...change,
    what: 'at the other location',
    id: (target) => target.there.booking,
    on: bookingThere,
    answers: OWNS_THERE,
    json: () => ({ end_time: hour(10).end_time }),
  },
  {
    ...change,
    what: 'into a room that its owner may not book in',
    answers: OWNER_NOT_LET_IN,
    json: (target) => ({ desk_id: target.closedDesk }),
  },
  ...['user', 'status', 'room_name'].map((field) => ({
    operation: 'PATCH /api/bookings/{id}',
    what: field,
    id: booking,
    answers: REFUSED_FIELD,
    json: () => ({ [field]: null }),
  })),
  { ...change, operation: 'PUT /api/bookings/{id}', answers: CHANGES_BOOKING, json: () => hour(14) },
  { operation: 'DELETE /api/bookings/{id}', id: booking, answers: CHANGES_BOOKING, success: GONE, on: freshBooking },
  {
    operation: 'DELETE /api/bookings/{id}',
    what: 'one’s own',
    id: booking,
    answers: INSIDERS,
    success: GONE,
    on: insidersBooking,
  },
  {
    operation: 'POST /api/bookings/{id}/edit_intervals',
    id: booking,
    answers: CHANGES_BOOKING,
    on: freshBooking,
    json: () => ({ intervals: [hour(9), hour(13)] }),
  },
  {
    operation: 'POST /api/bookings/bulk_create',
    what: 'one desk',
    answers: BOOKS,
    on: freshDesk,
    json: (target) => ({ desk_id: target.desk, intervals: [hour(9), hour(11)] }),
  },
  {
    operation: 'POST /api/bookings/bulk_create',
    what: 'many desks',
    answers: BOOKS,
    on: freshDesk,
    json: (target) => ({ desk_ids: [target.desk], intervals: [hour(9)] }),
    says: ({ body }) => rowReason(body),
  },
  {
    operation: 'POST /api/bookings/bulk_create',
    what: 'all or nothing',
    answers: BOOKS,
    success: CREATED,
    on: freshDesk,
    json: (target) => ({ desk_ids: [target.desk], intervals: [hour(9)], atomic: true }),
  },
  { operation: 'GET /api/bookings/stats', query: () => 'tz=Europe/Berlin', answers: SIGNED_IN },
];

const choice = (target: Target): object => ({ desk_id: target.desk });
const hold = { operation: 'POST /api/bookings/lock', json: choice };

export const lockRows: readonly Row[] = [
  { operation: 'POST /api/bookings/lock', answers: BOOKS, on: freshDesk, json: choice },
  { operation: 'POST /api/bookings/refresh_lock', answers: BOOKS, on: freshDesk, first: hold, json: choice },
  { operation: 'POST /api/bookings/unlock', answers: SIGNED_IN, on: freshDesk, json: choice },
];
