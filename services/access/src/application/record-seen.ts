import type { UserId } from '@flexspace/kernel';
import type { Observation } from '../domain/directory-person.js';
import type { AccessPorts } from './ports/access-ports.js';
import { rolesOf, type CallingParty } from './ports/request.js';

const REMEMBERED = 10_000;
const QUEUED = 1_000;

/** What a verified token says about its owner. */
export const observe = (caller: CallingParty): Observation => ({
  person: {
    id: caller.userId,
    username: caller.username,
    firstName: caller.firstName,
    lastName: caller.lastName,
    email: caller.email,
    enabled: true,
    roles: rolesOf(caller),
  },
  at: caller.issuedAt,
  inPerson: true,
});

export interface SeenRecorder {
  /** Remembers whoever calls; returns at once. */
  note(caller: CallingParty): void;
  /** Until everything noted is stored. */
  flush(): Promise<void>;
}

/**
 * Fills the directory with whoever shows a token, beside the calls and never in their way. A token is stored once per
 * process; what does not fit the queue comes with the person's next token, and the sync finds everybody anyway.
 */
export const createSeenRecorder = (people: AccessPorts['people'], onError: (error: unknown) => void): SeenRecorder => {
  const recorded = new Map<UserId, Observation['at']>();
  const queue = new Map<UserId, Observation>();
  let running: Promise<void> | undefined;

  const drain = async (): Promise<void> => {
    while (queue.size > 0) {
      const batch = [...queue.values()];
      queue.clear();
      try {
        await people.record(batch);
      } catch (error) {
        for (const { person } of batch) recorded.delete(person.id);
        onError(error);
        return;
      }
    }
  };

  const run = (): void => {
    running ??= drain().finally(() => {
      running = undefined;
    });
  };

  return {
    note(caller) {
      const last = recorded.get(caller.userId);
      // Somebody with two sessions shows two tokens in turn; only the younger one has news.
      if (caller.isService || (last !== undefined && caller.issuedAt <= last) || queue.size >= QUEUED) return;
      // Oldest out first: a Map keeps the order of insertion.
      if (recorded.size >= REMEMBERED) {
        for (const oldest of recorded.keys()) {
          recorded.delete(oldest);
          break;
        }
      }
      recorded.set(caller.userId, caller.issuedAt);
      queue.set(caller.userId, observe(caller));
      run();
    },
    async flush() {
      await running;
    },
  };
};
