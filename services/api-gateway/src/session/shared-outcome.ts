import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';

/** How long an outcome is shared with those who ask for the same thing. */
export const SHARE_MS = 10_000;
/** Longer than the work can take; a replica that dies meanwhile blocks the others no longer than this. */
const BUSY_MS = 9_000;
const POLL_MS = 30;

/** Work that may be done once for a secret, with its outcome shared between replicas. */
export interface SharedOutcome {
  /** Runs `work`, or gives what it gave somebody else for the same secret within the last ten seconds. */
  once(secret: string, work: () => Promise<string>): Promise<string>;
}

const nameOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
const BUSY = 'busy:';
const DONE = 'done:';

// The outcome holds tokens. Sealed with a key that only who presented the secret has, Redis itself learns nothing.
const keyOf = (secret: string): Buffer => Buffer.from(hkdfSync('sha256', secret, '', 'flexspace shared outcome', 32));
const IV_BYTES = 12;
const TAG_BYTES = 16;

const seal = (secret: string, text: string): string => {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret), iv);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
};

const unseal = (secret: string, text: string): string => {
  const bytes = Buffer.from(text, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', keyOf(secret), bytes.subarray(0, IV_BYTES));
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
};

/** Between replicas, through Redis. While Redis is away each replica does the work by itself. */
export const createRedisOutcome = (redis: Redis, prefix: string): SharedOutcome => {
  /** Undefined when the work is ours to do; else what another did. */
  const wait = async (key: string): Promise<string | undefined> => {
    const mine = BUSY + randomBytes(8).toString('hex');
    for (;;) {
      if ((await redis.set(key, mine, 'PX', BUSY_MS, 'NX')) === 'OK') return undefined;
      const found = await redis.get(key);
      if (found?.startsWith(DONE) === true) return found.slice(DONE.length);
      // Bounded by BUSY_MS: then the key is gone and the next turn of the loop takes it.
      if (found !== null) await delay(POLL_MS);
    }
  };

  return {
    async once(secret, work) {
      const key = prefix + nameOf(secret);
      const found = await wait(key).catch(() => undefined);
      if (found !== undefined) return unseal(secret, found);
      let outcome: string;
      try {
        outcome = await work();
      } catch (error) {
        await redis.del(key).catch(() => undefined);
        throw error;
      }
      // What was done stays done, also where it can no longer be shared.
      await redis.set(key, DONE + seal(secret, outcome), 'PX', SHARE_MS).catch(() => undefined);
      return outcome;
    },
  };
};

/** Within this process; also spares Redis the questions of tabs that landed on one replica. */
export const createLocalOutcome = (): SharedOutcome => {
  const outcomes = new Map<string, Promise<string>>();
  return {
    once(secret, work) {
      const name = nameOf(secret);
      const known = outcomes.get(name);
      if (known !== undefined) return known;
      const outcome = work();
      outcomes.set(name, outcome);
      const forget = (): void => {
        outcomes.delete(name);
      };
      outcome.then(() => {
        setTimeout(forget, SHARE_MS).unref();
      }, forget);
      return outcome;
    },
  };
};
