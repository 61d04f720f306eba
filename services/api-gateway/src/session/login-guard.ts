import { createHash, randomUUID } from 'node:crypto';
import { DomainError } from '@flexspace/kernel';
import type { AttemptWindow } from './attempt-window.js';

export const LOGIN_WINDOW_MS = 5 * 60 * 1_000;
const FAILURES_PER_ACCOUNT = 10;
const FAILURES_PER_ADDRESS = 50;
const MS_PER_S = 1_000;

export interface LoginGuard {
  /**
   * Counts an attempt as failed until it is forgiven. Throws RATE_LIMITED, whatever the password, when there were too many
   * failures for the account or the address.
   */
  admit(attempt: { readonly account: string; readonly address: string }): Promise<{ forgive(): Promise<void> }>;
}

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** Names differ in case and in Unicode form without naming another account. */
const accountKey = (account: string): string => `account:${hash(account.normalize('NFKC').trim().toLowerCase())}`;
const addressKey = (address: string): string => `address:${hash(address)}`;

export const createLoginGuard = (window: AttemptWindow): LoginGuard => ({
  async admit({ account, address }) {
    const id = randomUUID();
    const limits = [
      { key: accountKey(account), limit: FAILURES_PER_ACCOUNT },
      { key: addressKey(address), limit: FAILURES_PER_ADDRESS },
    ];
    const counted: string[] = [];
    const forgive = async (): Promise<void> => {
      await Promise.all(counted.map((key) => window.release(key, id)));
    };
    for (const { key, limit } of limits) {
      const waitMs = await window.reserve(key, id, limit);
      if (waitMs > 0) {
        await forgive();
        throw new DomainError('RATE_LIMITED', 'Too many failed attempts to sign in. Wait a moment, then try again.', {
          retryAfterSeconds: Math.ceil(waitMs / MS_PER_S),
        });
      }
      counted.push(key);
    }
    return { forgive };
  },
});
