import { InvalidRequest } from '@flexspace/kernel';
import type { FastifyRequest } from 'fastify';

const VISIBLE_ASCII = /^[\x21-\x7e]{1,128}$/;

/** The client's Idempotency-Key; empty when there is none. */
export const idempotencyKeyOf = (request: FastifyRequest): string => {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return '';
  if (typeof key !== 'string' || !VISIBLE_ASCII.test(key)) {
    throw InvalidRequest.field('idempotency-key', 'must be 1–128 visible ASCII characters');
  }
  return key;
};
