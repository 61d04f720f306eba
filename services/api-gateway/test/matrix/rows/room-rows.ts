import { freshRoom } from '../fresh-objects.js';
import {
  BOOKS,
  BOOKS_CLOSED,
  LISTED,
  MANAGES_CLOSED,
  MANAGES_LOCATION,
  MANAGES_ROOM,
  MANAGES_THERE,
  REFUSED_FIELD,
  replaced,
  row,
  SEES,
  SIGNED_IN,
} from '../roles.js';
import { lists, type Row } from '../row.js';
import type { Answer } from '../../http-client.js';
import type { Target } from '../world.js';

let named = 0;
const name = (): string => `Room of a row ${(named += 1)}`;
const room = (target: Target): number => target.room;
const CREATED = 201;
const GONE = 204;

/** What a room says about booking in it has to be what booking in it says. */
const bookable = ({ body }: Answer): string => {
  if (body['can_book'] === true) return 'can';
  const reasons: Readonly<Record<string, string>> = { LOCATION_GATE: 'location', ROOM_GATE: 'room' };
  return reasons[String(body['cannot_book_reason'])] ?? String(body['cannot_book_reason']);
};
const hidden = (answers: typeof BOOKS) => replaced(replaced(answers, 'location', '404'), 'yes', 'can');

export const roomRows: readonly Row[] = [
  { operation: 'GET /api/rooms', answers: LISTED, says: lists(room) },
  {
    operation: 'GET /api/rooms',
    what: 'of a location',
    query: (target) => `location=${target.location}`,
    answers: LISTED,
    says: lists(room),
  },
  {
    operation: 'GET /api/rooms',
    what: 'of a floor',
    query: (target) => `floor=${target.floor}`,
    answers: LISTED,
    says: lists(room),
  },
  { operation: 'GET /api/rooms/{id}', id: room, answers: SEES },
  { operation: 'GET /api/rooms/{id}', what: 'can_book', id: room, answers: hidden(BOOKS), says: bookable },
  {
    operation: 'GET /api/rooms/{id}',
    what: 'can_book where nobody stands in the gate',
    id: (target) => target.closedRoom,
    answers: hidden(BOOKS_CLOSED),
    says: bookable,
  },
  {
    operation: 'GET /api/rooms/{id}',
    what: 'is_manager',
    id: room,
    answers: row('401 user 404 user 404 manager user manager 404 user manager'),
    says: ({ body }) => (body['is_manager'] === true ? 'manager' : 'user'),
  },
  { operation: 'GET /api/rooms/{id}', what: 'open', id: (target) => target.there.room, answers: SIGNED_IN },
  { operation: 'GET /api/rooms/{id}/desks', id: room, answers: SEES },
  { operation: 'GET /api/rooms/{id}/desks', what: 'open', id: (target) => target.there.room, answers: SIGNED_IN },
  { operation: 'GET /api/rooms/{id}/availability', id: room, answers: SEES },
  {
    operation: 'POST /api/rooms',
    answers: MANAGES_LOCATION,
    success: CREATED,
    json: (target) => ({ floor_id: target.floor, name: name() }),
  },
  {
    operation: 'POST /api/rooms',
    what: 'at the other location',
    answers: MANAGES_THERE,
    success: CREATED,
    json: (target) => ({ floor_id: target.there.floor, name: name() }),
  },
  {
    operation: 'PATCH /api/rooms/{id}',
    id: room,
    answers: MANAGES_ROOM,
    on: freshRoom,
    json: () => ({ name: name(), description: 'Quiet' }),
  },
  {
    operation: 'PATCH /api/rooms/{id}',
    what: 'the neighbouring room',
    id: (target) => target.closedRoom,
    answers: MANAGES_CLOSED,
    json: () => ({ description: 'Loud' }),
  },
  {
    operation: 'PATCH /api/rooms/{id}',
    what: 'at the other location',
    id: (target) => target.there.room,
    answers: MANAGES_THERE,
    json: () => ({ description: 'Far' }),
  },
  {
    operation: 'PATCH /api/rooms/{id}',
    what: 'to a floor of another location',
    id: room,
    answers: replaced(replaced(MANAGES_LOCATION, '403', '403'), 'yes', '400'),
    on: freshRoom,
    json: (target) => ({ floor_id: target.there.floor }),
  },
  ...['room_managers', 'allowed_groups', 'is_under_maintenance', 'map_image', 'location_id', 'is_manager'].map(
    (field) => ({
      operation: 'PATCH /api/rooms/{id}',
      what: field,
      id: room,
      answers: REFUSED_FIELD,
      json: () => ({ [field]: [] }),
    }),
  ),
  {
    operation: 'PUT /api/rooms/{id}',
    id: room,
    answers: MANAGES_ROOM,
    on: freshRoom,
    json: () => ({ name: name(), description: '' }),
  },
  { operation: 'DELETE /api/rooms/{id}', id: room, answers: MANAGES_LOCATION, success: GONE, on: freshRoom },
];
