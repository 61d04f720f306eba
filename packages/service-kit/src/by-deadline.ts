import { DomainError } from '@flexspace/kernel';

/**
 * What `work` results in, or TIMEOUT once `deadline` (milliseconds since 1970) has passed. The work itself goes on: others may
 * still wait for what it shares with them, and `late` hears that this one no longer does.
 */
export const byDeadline = <T>(deadline: number, work: Promise<T>, late?: () => void): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      late?.();
      reject(new DomainError('TIMEOUT', 'There was no answer in time.'));
    }, deadline - Date.now());
    work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });
