/** What kind of refusal a reason is; transports map a kind to their own codes in one place. */
export type ReasonKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'method'
  | 'conflict'
  | 'stale'
  | 'too_large'
  | 'unsupported'
  | 'rule'
  | 'locked'
  | 'limited'
  | 'unavailable'
  | 'timeout'
  | 'internal';

/** Every machine-readable reason of the API, once. */
export const REASONS = {
  INVALID_REQUEST: 'invalid',
  UNAUTHENTICATED: 'unauthenticated',
  INVALID_CREDENTIALS: 'unauthenticated',
  FORBIDDEN: 'forbidden',
  LOCATION_GATE: 'forbidden',
  ROOM_GATE: 'forbidden',
  DESK_PERMANENT: 'forbidden',
  NOT_OWNER: 'forbidden',
  NOT_FOUND: 'not_found',
  METHOD_NOT_ALLOWED: 'method',
  SLOT_TAKEN: 'conflict',
  LOCK_LIMIT: 'conflict',
  LOCK_LOST: 'conflict',
  ALREADY_EXISTS: 'conflict',
  IN_USE: 'conflict',
  STALE: 'stale',
  TOO_LARGE: 'too_large',
  UNSUPPORTED_MEDIA: 'unsupported',
  ROOM_UNDER_MAINTENANCE: 'rule',
  LAST_LOGIN_METHOD: 'rule',
  BOOKING_ELAPSED: 'rule',
  BOOKING_STARTED: 'rule',
  IDEMPOTENCY_KEY_REUSED: 'rule',
  DESK_LOCKED: 'locked',
  RATE_LIMITED: 'limited',
  UNAVAILABLE: 'unavailable',
  TIMEOUT: 'timeout',
  INTERNAL: 'internal',
} as const satisfies Record<string, ReasonKind>;

export type Reason = keyof typeof REASONS;

export const isReason = (value: string): value is Reason => Object.hasOwn(REASONS, value);
