import { DomainError } from '@flexspace/kernel';

/**
 * What `work` results in, or TIMEOUT once `deadline` (milliseconds since 1970) has passed. The work itself goes on: others may
 * still wait for what it shares with them.
 */
export const byDeadline = <T>(deadline: number, work: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new DomainError('TIMEOUT', 'There was no answer in time.'));
    }, deadline - Date.now());
    work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });
