import type { SessionRegistry } from './session-registry.js';

/** Sockets told to come back in one batch, and the pause after each: a full gateway empties over its grace. */
const BATCH = 100;
const PAUSE_MS = 20;

/**
 * Tells every socket to come back elsewhere, a few at a time, so that the other replicas are not asked for everything at once.
 * When the time does not suffice the batches grow, never the time.
 */
export const sendAway = async (
  sessions: SessionRegistry,
  options: { readonly withinMs: number; readonly pause: (ms: number) => Promise<void> },
): Promise<void> => {
  const leaving = sessions.all();
  const steps = Math.max(1, Math.floor(options.withinMs / PAUSE_MS));
  const batch = Math.max(BATCH, Math.ceil(leaving.length / steps));
  for (let from = 0; from < leaving.length; from += batch) {
    for (const session of leaving.slice(from, from + batch)) session.connection.close('goingAway');
    await options.pause(PAUSE_MS);
  }
};
