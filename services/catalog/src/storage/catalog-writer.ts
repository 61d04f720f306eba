import type { Event } from '@flexspace/contracts/flexspace/events/v1/events';
import { appendAudit, type Database } from '@flexspace/database';
import type { Clock } from '@flexspace/kernel';
import { appendToOutbox } from '@flexspace/messaging';
import type { CatalogUnit, CatalogWriter } from '../application/ports.js';
import type { AuditEntry, CatalogFact } from '../domain/facts.js';
import { toRefusal } from './constraint-errors.js';
import { createCountryStore } from './country-store.js';
import { createDeskStore } from './desk-store.js';
import { factEvent } from './fact-events.js';
import { createFloorStore } from './floor-store.js';
import { createLocationStore } from './location-store.js';
import { createMapFileStore } from './map-file-store.js';
import { SCHEMA } from './migrations/index.js';
import { createRoomStore } from './room-store.js';
import { onlyRow, type Result } from './rows.js';

/** What belongs to no location. */
const NOWHERE = 0;

interface WriterParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly onCommitted: (facts: readonly CatalogFact['kind'][]) => void;
  /** Told of what was committed, before whoever asked for it is answered. Never throws: the outbox has it all. */
  readonly tell: (events: readonly Event[]) => Promise<void>;
}

/** Writes are few and short; counting the one revision row up first makes them happen one after the other. */
export const createCatalogWriter = ({ database, clock, onCommitted, tell }: WriterParts): CatalogWriter => ({
  async write(by, work) {
    try {
      const done = await database.transaction(async (trx) => {
        const locked = await trx.raw<Result<{ value: number }>>(
          'UPDATE catalog.revision SET value = value + 1 RETURNING value',
        );
        const revision = onlyRow(locked).value;
        const at = clock.now();
        const facts: CatalogFact[] = [];
        const entries: AuditEntry[] = [];
        const unit: CatalogUnit = {
          revision,
          countries: createCountryStore(trx, revision),
          locations: createLocationStore(trx, revision),
          floors: createFloorStore(trx, revision),
          rooms: createRoomStore(trx, revision),
          desks: createDeskStore(trx, revision),
          mapFiles: createMapFileStore(trx, at),
          announce: (...more) => {
            facts.push(...more);
          },
          audit: (entry) => {
            entries.push(entry);
          },
        };
        const result = await work(unit);
        const actor = by.person;
        const messages = facts.map((fact) => factEvent(fact, { at, actor, revision }));
        await appendToOutbox(trx, SCHEMA, messages);
        const { requestId, clientId, clientAddress } = by;
        const origin = { at, actor, requestId, clientId, clientAddress };
        await appendAudit(
          trx,
          SCHEMA,
          entries.map((entry) => ({
            ...origin,
            action: entry.action,
            objectType: entry.objectType,
            objectId: String(entry.objectId),
            locationId: entry.locationId ?? NOWHERE,
            before: entry.before ?? null,
            after: entry.after ?? null,
          })),
        );
        return { result, facts, events: messages.map(({ event }) => event) };
      });
      onCommitted(done.facts.map((fact) => fact.kind));
      await tell(done.events);
      return done.result;
    } catch (error) {
      throw toRefusal(error);
    }
  },
});
