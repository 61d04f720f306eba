import type { Clock, Instant } from '@flexspace/kernel';
import type { Transitions } from './ports.js';

/** Bounds one transaction; the scheduler calls again while there is more. */
const PER_CALL = 500;

export const getNextBoundary = (parts: { readonly transitions: Transitions }) => (): Promise<Instant | undefined> =>
  parts.transitions.next();

/** Announces starts and ends that are due. Repeating it announces nothing twice. */
export const runTransitions =
  (parts: { readonly transitions: Transitions; readonly clock: Clock }) =>
  (fencingToken: number): Promise<{ started: number; ended: number; more: boolean }> =>
    parts.transitions.run(fencingToken, parts.clock.now(), PER_CALL);
