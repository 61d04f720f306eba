import type { Instant, UserId } from '@flexspace/kernel';
import type { CloseCause } from '../domain/close-code.js';
import type { Session } from './session.js';

/** Every open socket of this process. */
export interface SessionRegistry {
  add(session: Session): void;
  remove(session: Session): void;
  size(): number;
  countOf(userId: UserId): number;
  /** A copy, so that closing while walking is safe. */
  all(): readonly Session[];
  of(userId: UserId): readonly Session[];
  /** Closes the sockets of a sign-in, or of all sign-ins of a person. */
  endSignIn(userId: UserId | undefined, sessionId: string | undefined): number;
  /** Closes the sockets whose token has run out. */
  closeExpired(now: Instant): number;
  closeAll(cause: CloseCause): void;
}

export const createSessionRegistry = (): SessionRegistry => {
  const sessions = new Set<Session>();
  const byUser = new Map<UserId, Set<Session>>();

  const close = (doomed: readonly Session[], cause: CloseCause): number => {
    for (const session of doomed) session.connection.close(cause);
    return doomed.length;
  };

  return {
    add(session) {
      sessions.add(session);
      const own = byUser.get(session.viewer.userId) ?? new Set();
      byUser.set(session.viewer.userId, own.add(session));
    },
    remove(session) {
      session.markClosed();
      sessions.delete(session);
      const own = byUser.get(session.viewer.userId);
      own?.delete(session);
      if (own?.size === 0) byUser.delete(session.viewer.userId);
    },
    size: () => sessions.size,
    countOf: (userId) => byUser.get(userId)?.size ?? 0,
    all: () => [...sessions],
    of: (userId) => [...(byUser.get(userId) ?? [])],
    endSignIn(userId, sessionId) {
      // A session id is enough: the identity provider's back-channel message does not always say whose it was.
      const candidates = userId === undefined ? [...sessions] : [...(byUser.get(userId) ?? [])];
      const ended = candidates.filter(({ viewer }) => sessionId === undefined || viewer.sessionId === sessionId);
      return userId === undefined && sessionId === undefined ? 0 : close(ended, 'signedOut');
    },
    closeExpired: (now) =>
      close(
        [...sessions].filter(({ viewer }) => viewer.expiresAt <= now),
        'tokenExpired',
      ),
    closeAll(cause) {
      close([...sessions], cause);
    },
  };
};
