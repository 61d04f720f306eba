import type { Reach } from '@flexspace/kernel';
import { toReach } from '@flexspace/service-kit';
import type { FastifyRequest } from 'fastify';
import type { Clients } from '../clients.js';
import { callerOf, reading } from '../http/authentication.js';

/** What the caller may see and manage, for the flags that views carry. Nothing is allowed by it: the owners of the data decide. */
export const reachOf = async (clients: Clients, request: FastifyRequest): Promise<Reach> =>
  toReach(await clients.access.listAccessible({ subjectId: '' }, reading(request)), callerOf(request).userId);
