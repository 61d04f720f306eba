import type { CatalogServiceService } from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import type { CallContext, Handlers } from '@flexspace/service-kit';
import type { CatalogParts, Requester } from '../../application/ports.js';
import { auditHandlers } from './audit-handlers.js';
import { deskHandlers } from './desk-handlers.js';
import { placeHandlers } from './place-handlers.js';
import { requesterOf, type RequesterParts } from './requester.js';
import { roomHandlers } from './room-handlers.js';

/** Every method of CatalogService. */
export const catalogHandlers = (
  parts: CatalogParts,
  neighbours: RequesterParts,
): Handlers<typeof CatalogServiceService> => {
  const by = (call: CallContext): Requester => requesterOf(call, neighbours);
  return {
    ...placeHandlers(parts, by),
    ...roomHandlers(parts, by),
    ...deskHandlers(parts, by),
    ...auditHandlers(parts, by),
  };
};
