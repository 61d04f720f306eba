import { formerMembersBooking } from '../fresh-objects.js';
import { row } from '../roles.js';
import type { Row } from '../row.js';
import { hour, type Target } from '../world.js';

const booking = (target: Target): number => target.booking;
const what = 'of somebody whose access ended';

/** The outsider booked while being a member: they keep what they have and may give it back; more needs the gates again. */
export const formerMemberRows: readonly Row[] = [
  {
    operation: 'GET /api/bookings/{id}',
    what,
    id: booking,
    answers: row('401 yes yes yes 404 yes yes yes 404 yes yes'),
    on: formerMembersBooking,
  },
  {
    operation: 'PATCH /api/bookings/{id}',
    what: `${what}: less time`,
    id: booking,
    answers: row('401 owner yes owner 404 yes owner yes 404 yes yes'),
    on: formerMembersBooking,
    json: () => ({ end_time: hour(9).start_time.replace(':00:00', ':30:00') }),
  },
  {
    operation: 'PATCH /api/bookings/{id}',
    what: `${what}: more time, whoever asks`,
    id: booking,
    answers: row('401 owner location owner 404 location owner location 404 location location'),
    on: formerMembersBooking,
    json: () => ({ end_time: hour(10).end_time }),
  },
  {
    operation: 'POST /api/bookings/{id}/edit_intervals',
    what: `${what}: other time, whoever asks`,
    id: booking,
    answers: row('401 owner location owner 404 location owner location 404 location location'),
    on: formerMembersBooking,
    json: () => ({ intervals: [hour(12)] }),
  },
  {
    operation: 'DELETE /api/bookings/{id}',
    what,
    id: booking,
    answers: row('401 owner yes owner 404 yes owner yes 404 yes yes'),
    success: 204,
    on: formerMembersBooking,
  },
];
