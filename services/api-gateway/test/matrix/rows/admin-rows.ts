import { freshPlace, freshRoom, mapped, placeThere, roomThere } from '../fresh-objects.js';
import {
  MANAGES_CLOSED,
  MANAGES_LOCATION,
  MANAGES_ROOM,
  MANAGES_THERE,
  OWN_LOCATION,
  OWN_LOCATIONS,
  OWN_ROOM,
  OWN_ROOMS,
  READS_GROUPS,
  REFUSED_FIELD,
  replaced,
  row,
} from '../roles.js';
import { lists, type Row } from '../row.js';
import { MAP } from '../map-form.js';
import type { Target } from '../world.js';

let named = 0;
const name = (): string => `Managed by a row ${(named += 1)}`;
const location = (target: Target): number => target.location;
const room = (target: Target): number => target.room;
const somebody = (target: Target): object => ({ user_ids: [target.bystander] });
const gate = (target: Target): object => ({ group_ids: [target.group] });
const foreignGate = (target: Target): object => ({ group_ids: [target.there.group] });
const CREATED = 201;
const GONE = 204;

const locationActions: readonly (readonly [string, (target: Target) => object])[] = [
  ['add_managers', somebody],
  ['remove_managers', somebody],
  ['set_allowed_groups', (target) => ({ group_ids: [target.group] })],
  ['toggle_room_manager_permissions', () => ({ allow: true })],
];

export const adminLocationRows: readonly Row[] = [
  { operation: 'GET /api/admin/locations', answers: OWN_LOCATIONS, says: lists(location) },
  { operation: 'GET /api/admin/locations/{id}', id: location, answers: OWN_LOCATION },
  {
    operation: 'GET /api/admin/locations/{id}/rooms',
    id: location,
    answers: row('401 404 404 404 404 has not has 404 404 has'),
    says: lists(room),
  },
  { operation: 'GET /api/admin/locations/{id}/user_groups', id: location, answers: READS_GROUPS },
  ...locationActions.flatMap(([action, json]) => [
    {
      operation: `POST /api/admin/locations/{id}/${action}`,
      id: location,
      answers: MANAGES_LOCATION,
      on: freshPlace,
      json,
    },
    {
      operation: `POST /api/admin/locations/{id}/${action}`,
      what: 'the other location',
      id: (target: Target) => target.there.location,
      answers: MANAGES_THERE,
      on: placeThere,
      json: (target: Target) => json({ ...target, ...target.there }),
    },
  ]),
  {
    operation: 'POST /api/admin/locations/{id}/set_allowed_groups',
    what: 'a group of the other location',
    id: location,
    answers: replaced(MANAGES_LOCATION, 'yes', '400'),
    json: foreignGate,
  },
];

interface RoomAction extends Pick<Row, 'operation' | 'json' | 'form' | 'answers'> {
  readonly withMap?: boolean;
}

const roomActions: readonly RoomAction[] = [
  { operation: 'POST /api/admin/rooms/{id}/add_managers', answers: MANAGES_LOCATION, json: somebody },
  { operation: 'POST /api/admin/rooms/{id}/remove_managers', answers: MANAGES_LOCATION, json: somebody },
  { operation: 'POST /api/admin/rooms/{id}/set_allowed_groups', answers: MANAGES_ROOM, json: gate },
  { operation: 'POST /api/admin/rooms/{id}/set-maintenance', answers: MANAGES_ROOM },
  { operation: 'POST /api/admin/rooms/{id}/clear-maintenance', answers: MANAGES_ROOM },
  { operation: 'POST /api/admin/rooms/{id}/upload-map', answers: MANAGES_ROOM, form: MAP },
  { operation: 'POST /api/admin/rooms/{id}/delete-map', answers: MANAGES_ROOM, withMap: true },
  { operation: 'DELETE /api/admin/rooms/{id}/delete-map', answers: MANAGES_ROOM, withMap: true },
  {
    operation: 'PUT /api/admin/rooms/{id}/desks',
    answers: MANAGES_ROOM,
    json: () => ({ desks: [{ name: name(), pos_x: 1, pos_y: 2, orientation: 'right' }] }),
  },
  { operation: 'PATCH /api/admin/rooms/{id}', answers: MANAGES_ROOM, json: () => ({ name: name() }) },
  {
    operation: 'PUT /api/admin/rooms/{id}',
    answers: MANAGES_ROOM,
    json: () => ({ name: name(), description: 'All of it' }),
  },
];

export const adminRoomRows: readonly Row[] = [
  { operation: 'GET /api/admin/rooms', answers: OWN_ROOMS, says: lists(room) },
  { operation: 'GET /api/admin/rooms/{id}', id: room, answers: OWN_ROOM },
  {
    operation: 'GET /api/admin/rooms/{id}',
    what: 'the neighbouring room',
    id: (target) => target.closedRoom,
    answers: replaced(MANAGES_CLOSED, '403', '404'),
  },
  {
    operation: 'POST /api/admin/rooms',
    answers: MANAGES_LOCATION,
    success: CREATED,
    json: (target) => ({ floor_id: target.floor, name: name() }),
  },
  { operation: 'DELETE /api/admin/rooms/{id}', id: room, answers: MANAGES_LOCATION, success: GONE, on: freshRoom },
  ...roomActions.flatMap(({ withMap = false, ...action }): Row[] => {
    const { json } = action;
    return [
      { ...action, id: room, on: withMap ? mapped(freshRoom) : freshRoom },
      {
        ...action,
        what: 'at the other location',
        id: (target) => target.there.room,
        answers: MANAGES_THERE,
        on: withMap ? mapped(roomThere) : roomThere,
        ...(json !== undefined && { json: (target) => json({ ...target, ...target.there }) }),
      },
    ];
  }),
  {
    operation: 'POST /api/admin/rooms/{id}/set_allowed_groups',
    what: 'the neighbouring room',
    id: (target) => target.closedRoom,
    answers: MANAGES_CLOSED,
    json: () => ({ group_ids: [] }),
  },
  {
    operation: 'POST /api/admin/rooms/{id}/set_allowed_groups',
    what: 'a group of the other location',
    id: room,
    answers: replaced(MANAGES_ROOM, 'yes', '400'),
    json: foreignGate,
  },
  ...['room_managers', 'allowed_groups', 'is_under_maintenance'].map((field) => ({
    operation: 'PATCH /api/admin/rooms/{id}',
    what: field,
    id: room,
    answers: REFUSED_FIELD,
    json: () => ({ [field]: [] }),
  })),
];
