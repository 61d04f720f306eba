import { BYSTANDER, EVERYONE, replaced, SEES, SIGNED_IN, SUPERUSER } from '../roles.js';
import type { Row } from '../row.js';
import type { Target, World } from '../world.js';

const GONE = 204;
const FEED = '/api/preferences/calendar_feed';

/** The last part of the address that a calendar program is given. */
const subscribed = async (world: World): Promise<Partial<Target>> => {
  const { body } = await world.as(BYSTANDER, FEED, { method: 'POST' });
  return { calendar: String(body['url']).split('/').at(-1) ?? '' };
};

export const calendarRows: readonly Row[] = [
  { operation: 'GET /api/bookings/{id}/ical', id: (target) => target.booking, answers: SEES },
  { operation: `GET ${FEED}`, answers: SIGNED_IN },
  { operation: `POST ${FEED}`, answers: SIGNED_IN },
  { operation: `DELETE ${FEED}`, answers: SIGNED_IN, success: GONE },
  {
    operation: 'GET /api/calendar/{file}',
    what: 'the secret is enough',
    id: (target) => target.calendar,
    answers: replaced(EVERYONE, 'yes', 'calendar'),
    on: subscribed,
    says: ({ text }) => (text.startsWith('BEGIN:VCALENDAR') ? 'calendar' : text),
  },
  {
    operation: 'GET /api/calendar/{file}',
    what: 'a secret that nobody has',
    id: () => 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.ics',
    answers: replaced(EVERYONE, 'yes', '404'),
  },
  {
    operation: 'GET /api/calendar/{file}',
    what: 'a secret, once it was replaced',
    id: (target) => target.calendar,
    answers: replaced(EVERYONE, 'yes', '404'),
    on: async (world) => {
      const first = await subscribed(world);
      await subscribed(world);
      return first;
    },
  },
];

export const auditRows: readonly Row[] = [
  { operation: 'GET /api/admin/audit', answers: SUPERUSER },
  { operation: 'GET /api/admin/audit', what: 'as a spreadsheet', query: () => 'format=csv', answers: SUPERUSER },
];
