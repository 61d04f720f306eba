/** Why a socket is closed. 4000–4499 say "come back with backoff", 4500–4999 "do not". */
export const CLOSE = {
  /** This gateway stops; another one answers. */
  goingAway: { code: 4001, reason: 'the gateway restarts' },
  /** Events were lost to this gateway: connect again and load the snapshots. */
  historyLost: { code: 4002, reason: 'events were missed' },
  /** The access token ran out: refresh it, then come back. */
  tokenExpired: { code: 4401, reason: 'the token ran out' },
  /** The client does not read as fast as there is to say. */
  slowReader: { code: 4408, reason: 'too slow a reader' },
  /** A frame above the inbound limit. */
  frameTooLarge: { code: 4413, reason: 'a frame is too large' },
  /** More messages than the limit lets through. */
  tooManyMessages: { code: 4429, reason: 'too many messages' },
  /** The session was signed out or revoked. */
  signedOut: { code: 4500, reason: 'signed out' },
} as const satisfies Record<string, { readonly code: number; readonly reason: string }>;

export type CloseCause = keyof typeof CLOSE;
