import type { Reason, ReasonKind } from '@flexspace/kernel';
import { REASONS } from '@flexspace/kernel';

const STATUS: Readonly<Record<ReasonKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method: 405,
  conflict: 409,
  stale: 412,
  too_large: 413,
  unsupported: 415,
  rule: 422,
  locked: 423,
  limited: 429,
  internal: 500,
  unavailable: 503,
  timeout: 504,
};

interface ProblemText {
  readonly title: string;
  /** What it means and what to do, for the page that the problem's `type` leads to. */
  readonly meaning: string;
}

const TEXTS: Readonly<Record<Reason, ProblemText>> = {
  INVALID_REQUEST: {
    title: 'The request is not valid',
    meaning:
      'Something in the path, the query or the body is missing, unknown or wrong. `errors` names each field and says why.',
  },
  UNAUTHENTICATED: {
    title: 'Sign in first',
    meaning: 'There is no access token, or it has ended. Refresh the session, or sign in again.',
  },
  INVALID_CREDENTIALS: {
    title: 'Wrong user name or password',
    meaning: 'No account answers to this user name and password. Which of the two is wrong is not told on purpose.',
  },
  FORBIDDEN: { title: 'Not allowed', meaning: 'You are signed in, but your role does not allow this.' },
  LOCATION_GATE: {
    title: 'This location is closed to you',
    meaning: 'The location lets certain groups in, and you are in none of them. Its managers can add you.',
  },
  ROOM_GATE: {
    title: 'This room is closed to you',
    meaning:
      'Only certain groups may book here, and you are in none of them. The room’s managers can add one of yours.',
  },
  DESK_PERMANENT: {
    title: 'This desk belongs to somebody',
    meaning: 'A permanent desk can be booked by the person it is assigned to and by nobody else.',
  },
  NOT_OWNER: {
    title: 'Somebody else’s booking',
    meaning: 'Only its owner, the room’s managers and staff may change a booking.',
  },
  NOT_FOUND: { title: 'Not found', meaning: 'It does not exist, or you may not know that it does.' },
  METHOD_NOT_ALLOWED: {
    title: 'This address does not take that method',
    meaning: 'The address exists. The `Allow` header lists what it takes.',
  },
  SLOT_TAKEN: {
    title: 'The desk is taken then',
    meaning:
      'Another booking overlaps. `conflicts` lists the times that are taken. Choose another time or another desk.',
  },
  LOCK_LIMIT: { title: 'Too many desks held', meaning: 'You hold three desks already. Let one go first.' },
  LOCK_LOST: {
    title: 'You no longer hold the desk',
    meaning: 'The hold ran out, reached its five minutes, or was never yours. Open the desk again.',
  },
  ALREADY_EXISTS: {
    title: 'The name is taken',
    meaning: 'Something of this kind has this name already. Choose another.',
  },
  IN_USE: {
    title: 'Still in use',
    meaning:
      'Something depends on it, so it was left as it is. The detail says what; where forcing is possible, repeat with `?force=true`.',
  },
  STALE: {
    title: 'Changed in the meantime',
    meaning: 'Somebody else changed it after you loaded it. Load it again, then repeat your change.',
  },
  TOO_LARGE: { title: 'Too large', meaning: 'The body or the upload is larger than what is accepted here.' },
  UNSUPPORTED_MEDIA: {
    title: 'This kind of content is not accepted',
    meaning: 'The content type, or the image in the upload, is not one that is accepted here.',
  },
  ROOM_UNDER_MAINTENANCE: {
    title: 'The room is under maintenance',
    meaning: 'Nobody can book here until its managers end the maintenance.',
  },
  LAST_LOGIN_METHOD: {
    title: 'The only way to sign in',
    meaning: 'Without it you could not sign in any more. Set a password first.',
  },
  BOOKING_ELAPSED: {
    title: 'The booking is over',
    meaning: 'A booking that has ended can be read and no longer changed.',
  },
  BOOKING_STARTED: {
    title: 'The booking has started',
    meaning: 'The start of an ongoing booking stays as it is; its end may change.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    title: 'The idempotency key was used for something else',
    meaning: 'A key stands for one request. Repeat the same request with it, or send a new key.',
  },
  DESK_LOCKED: {
    title: 'Somebody is choosing this desk',
    meaning: 'Another person holds it for a moment. `locked_by` says who, if you may know.',
  },
  RATE_LIMITED: { title: 'Too many requests', meaning: 'Wait as long as `Retry-After` says.' },
  UNAVAILABLE: {
    title: 'Temporarily unavailable',
    meaning: 'A part that this needs cannot be reached. Nothing is lost; try again after `Retry-After`.',
  },
  TIMEOUT: {
    title: 'It took too long',
    meaning: 'The answer did not come in time. It is not known whether a change was made: look before you repeat it.',
  },
  INTERNAL: {
    title: 'Something went wrong on our side',
    meaning: 'The failure has been recorded under the request id.',
  },
};

export const PROBLEM_PAGES = '/api/docs/problems/';

export const statusOf = (reason: Reason): number => STATUS[REASONS[reason]];
export const titleOf = (reason: Reason): string => TEXTS[reason].title;
export const meaningOf = (reason: Reason): string => TEXTS[reason].meaning;
/** The last part of a problem's type: SLOT_TAKEN is at …/slot-taken. */
export const slugOf = (reason: Reason): string => reason.toLowerCase().replaceAll('_', '-');
export const typeOf = (reason: Reason): string => PROBLEM_PAGES + slugOf(reason);
