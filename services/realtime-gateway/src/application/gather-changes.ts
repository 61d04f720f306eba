import type { LocationId, UserId } from '@flexspace/kernel';
import type { RightsChange } from './revoke-access.js';

export interface ChangeGatherer {
  add(change: RightsChange): void;
  /** Hands over what has been gathered, without waiting any longer. */
  flush(): void;
}

/** Changes of rights come in bursts (a hundred members added); long enough to make one question of them, short against 2 s. */
const GATHER_MS = 25;

/** Joins changes of the same place that arrive together, so that a burst asks about each socket once. */
export const createChangeGatherer = (handle: (change: RightsChange) => void): ChangeGatherer => {
  const gathered = new Map<LocationId | undefined, Set<UserId> | 'everybody'>();
  let timer: NodeJS.Timeout | undefined;

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const changes = [...gathered];
    gathered.clear();
    for (const [locationId, users] of changes) {
      handle({ locationId, userIds: users === 'everybody' ? [] : [...users] });
    }
  };

  return {
    add({ locationId, userIds }) {
      const known = gathered.get(locationId);
      if (userIds.length === 0) gathered.set(locationId, 'everybody');
      else if (known !== 'everybody') gathered.set(locationId, new Set([...(known ?? []), ...userIds]));
      timer ??= setTimeout(flush, GATHER_MS);
    },
    flush,
  };
};
