import type { Knex } from '@flexspace/database';
import type { IdempotencyKey } from '../application/ports.js';
import { query, type Executor } from './sql.js';

export type Recalled<Answer> = { readonly kind: 'answer'; readonly answer: Answer } | { readonly kind: 'key_reused' };

/** The first answer under a key; it is what this program wrote, so it is read as such. */
export const recallAnswer = async <Answer>(
  executor: Executor,
  key: IdempotencyKey,
): Promise<Recalled<Answer> | undefined> => {
  const rows = await query<{ fingerprint: string; answer: Answer }>(
    executor,
    `SELECT fingerprint, answer FROM booking.idempotency_keys
     WHERE user_id = :userId AND key = :key AND created_at > now() - interval '24 hours'`,
    { userId: key.userId, key: key.key },
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  return row.fingerprint === key.fingerprint ? { kind: 'answer', answer: row.answer } : { kind: 'key_reused' };
};

/**
 * Reserves a key inside a transaction. A second request under the same key waits here until the first has committed, then gets
 * false and reads its answer. A record older than a day counts as none.
 */
export const reserveKey = async (trx: Knex.Transaction, key: IdempotencyKey): Promise<boolean> => {
  const rows = await query(
    trx,
    `INSERT INTO booking.idempotency_keys AS old (user_id, key, fingerprint, answer)
     VALUES (:userId, :key, :fingerprint, 'null')
     ON CONFLICT (user_id, key) DO UPDATE SET fingerprint = excluded.fingerprint, created_at = now()
       WHERE old.created_at <= now() - interval '24 hours'
     RETURNING key`,
    { userId: key.userId, key: key.key, fingerprint: key.fingerprint },
  );
  return rows.length === 1;
};

export const storeAnswer = async (trx: Knex.Transaction, key: IdempotencyKey, answer: unknown): Promise<void> => {
  await query(trx, 'UPDATE booking.idempotency_keys SET answer = :answer WHERE user_id = :userId AND key = :key', {
    userId: key.userId,
    key: key.key,
    answer: JSON.stringify(answer),
  });
};
