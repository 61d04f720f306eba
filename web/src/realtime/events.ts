import {
  flag,
  instant,
  isObject,
  list,
  nullable,
  number,
  oneOf,
  optional,
  record,
  text,
  type Decoded,
  type Decoder,
} from '../api/decode.js';
import { bookingShape, personShape } from '../api/models.js';

const shapes = {
  desk_status: record({ desk_id: number, is_booked: flag, booked_by: nullable(personShape) }),
  desk_lock: record({ desk_id: number, locked: flag, locked_by: nullable(personShape), expires_at: nullable(instant) }),
  update_bookings: record({
    desk_id: nullable(number),
    action: oneOf('upsert', 'delete', 'mixed'),
    bookings: optional(list(bookingShape), []),
    deleted_ids: optional(list(number), []),
  }),
  desk_changed: record({}),
  desk_removed: record({}),
  room_changed: record({}),
  room_removed: record({}),
  room_maintenance: record({ room_id: number, enabled: flag, by: nullable(personShape) }),
  room_availability: record({ room_id: number, available_desk_count: number }),
  announcement: record({ message: optional(text, '') }),
  preferences_changed: record({}),
  access_changed: record({}),
  tree_changed: record({}),
} satisfies Record<string, Decoder<unknown>>;

type Shapes = typeof shapes;
export type LiveEvent = {
  [K in keyof Shapes]: {
    readonly type: K;
    readonly topic: string;
    readonly position: string;
    readonly more: boolean;
    readonly data: Decoded<Shapes[K]>;
  };
}[keyof Shapes];

export type ServerMessage =
  | { readonly kind: 'event'; readonly event: LiveEvent }
  | {
      readonly kind: 'subscribed';
      readonly topic: string;
      readonly position: string | null;
      readonly recovered: boolean;
    }
  | { readonly kind: 'unsubscribed'; readonly topic: string; readonly reason: string }
  | { readonly kind: 'pong'; readonly position: string | null }
  | { readonly kind: 'status'; readonly live: boolean }
  | { readonly kind: 'error'; readonly reason: string; readonly topic: string | null }
  | { readonly kind: 'unknown' };

const envelopeShape = record({ topic: optional(text, ''), position: optional(text, ''), more: optional(flag, false) });
const pongShape = record({ position: nullable(text) });
const statusShape = record({ live: flag });
const subscribedShape = record({ topic: text, position: nullable(text), recovered: optional(flag, false) });
const unsubscribedShape = record({ topic: text, reason: optional(text, '') });
const errorShape = record({ reason: optional(text, ''), topic: nullable(text) });

function isLive(type: unknown): type is keyof Shapes {
  return typeof type === 'string' && Object.hasOwn(shapes, type);
}

/** Reads one frame. An event of a newer server that this app does not know is `unknown`, not an error. */
export function readMessage(frame: string): ServerMessage {
  const body: unknown = JSON.parse(frame);
  if (!isObject(body)) return { kind: 'unknown' };
  const { type } = body;
  if (type === 'pong') return { kind: 'pong', ...pongShape(body, type) };
  if (type === 'status') return { kind: 'status', ...statusShape(body, type) };
  if (type === 'subscribed') return { kind: 'subscribed', ...subscribedShape(body, type) };
  if (type === 'unsubscribed') return { kind: 'unsubscribed', ...unsubscribedShape(body, type) };
  if (type === 'error') return { kind: 'error', ...errorShape(body, type) };
  if (!isLive(type)) return { kind: 'unknown' };
  // The union is keyed by `type`, which TypeScript cannot follow through an indexed decoder.
  return { kind: 'event', event: { type, ...envelopeShape(body, type), data: shapes[type](body, type) } as LiveEvent };
}
