import { deskThere, freshDesk } from '../fresh-objects.js';
import { MANAGES_CLOSED, MANAGES_ROOM, MANAGES_THERE, REFUSED_FIELD, replaced, SEES, SIGNED_IN } from '../roles.js';
import { lists, type Row } from '../row.js';
import type { Target } from '../world.js';

let named = 0;
const name = (): string => `Desk of a row ${(named += 1)}`;
const desk = (target: Target): number => target.desk;
const fields = () => ({ name: name(), pos_x: 30, pos_y: 40, orientation: 'top' });
const CREATED = 201;
const GONE = 204;

export const deskRows: readonly Row[] = [
  {
    operation: 'GET /api/desks',
    query: (target) => `room=${target.room}`,
    answers: replaced(SEES, 'yes', 'has'),
    says: lists(desk),
  },
  { operation: 'GET /api/desks/{id}', id: desk, answers: SEES },
  { operation: 'GET /api/desks/{id}', what: 'open', id: (target) => target.there.desk, answers: SIGNED_IN },
  { operation: 'GET /api/desks/{id}/availability', id: desk, answers: SEES },
  { operation: 'GET /api/desks/{id}/lock_state', id: desk, answers: SEES },
  {
    operation: 'POST /api/desks',
    answers: MANAGES_ROOM,
    success: CREATED,
    json: (target) => ({ room: target.room, ...fields() }),
  },
  {
    operation: 'POST /api/desks',
    what: 'in the neighbouring room',
    answers: MANAGES_CLOSED,
    success: CREATED,
    json: (target) => ({ room: target.closedRoom, ...fields() }),
  },
  {
    operation: 'PATCH /api/desks/{id}',
    id: desk,
    answers: MANAGES_ROOM,
    on: freshDesk,
    json: () => ({ name: name(), pos_x: 50 }),
  },
  {
    operation: 'PATCH /api/desks/{id}',
    what: 'at the other location',
    id: (target) => target.there.desk,
    answers: MANAGES_THERE,
    on: deskThere,
    json: () => ({ pos_y: 50 }),
  },
  ...['is_permanent', 'permanent_assignee', 'is_booked', 'booked_by', 'locked_by', 'room'].map((field) => ({
    operation: 'PATCH /api/desks/{id}',
    what: field,
    id: desk,
    answers: REFUSED_FIELD,
    json: () => ({ [field]: null }),
  })),
  { operation: 'PUT /api/desks/{id}', id: desk, answers: MANAGES_ROOM, on: freshDesk, json: fields },
  { operation: 'DELETE /api/desks/{id}', id: desk, answers: MANAGES_ROOM, success: GONE, on: freshDesk },
  {
    operation: 'DELETE /api/desks/{id}',
    what: 'at the other location',
    id: (target) => target.there.desk,
    answers: MANAGES_THERE,
    success: GONE,
    on: deskThere,
  },
  {
    operation: 'POST /api/desks/{id}/assign-permanent',
    id: desk,
    answers: MANAGES_ROOM,
    on: freshDesk,
    json: (target) => ({ user_id: target.bystander }),
  },
  {
    operation: 'POST /api/desks/{id}/assign-permanent',
    what: 'in the neighbouring room',
    id: (target) => target.closedDesk,
    answers: MANAGES_CLOSED,
    json: (target) => ({ user_id: target.bystander }),
  },
  { operation: 'POST /api/desks/{id}/clear-permanent', id: desk, answers: MANAGES_ROOM, on: freshDesk },
];
