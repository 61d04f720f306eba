import { SECOND_US, type Instant } from '@flexspace/kernel';

/** How many messages a socket may still send: a bucket that fills at the permitted rate. */
export interface MessageBudget {
  /** Takes one; false when there is none left. */
  spend(now: Instant): boolean;
}

export const createMessageBudget = (perSecond: number, openedAt: Instant): MessageBudget => {
  let left = perSecond;
  let countedAt = openedAt;
  return {
    spend(now) {
      // A clock that is set back gives nothing and takes nothing.
      const elapsed = Math.max(0, now - countedAt);
      countedAt = now;
      left = Math.min(perSecond, left + (elapsed * perSecond) / SECOND_US);
      if (left < 1) return false;
      left -= 1;
      return true;
    },
  };
};
