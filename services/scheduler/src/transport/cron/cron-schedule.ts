import { instantFromMillis, toMillis } from '@flexspace/kernel';
import { Cron } from 'croner';
import type { Schedule } from '../../application/ports.js';

/** A schedule in UTC by a cron pattern with seconds. It only says when: waiting is done where a test can hold time still. */
export const createCronSchedule = (pattern: string): Schedule => {
  const cron = new Cron(pattern, { timezone: 'UTC', paused: true });
  return {
    next(after) {
      const next = cron.nextRun(new Date(toMillis(after)));
      if (next === null) throw new RangeError(`the schedule ${pattern} never comes again`);
      return instantFromMillis(next.getTime());
    },
  };
};
