import type { Event } from '@flexspace/contracts/flexspace/events/v1/events';
import { SECOND_US, type Instant, type Person } from '@flexspace/kernel';
import { uuidV7 } from './uuid-v7.js';

/** What happened: one branch of the event's oneof. */
export type Fact = NonNullable<Event['fact']>;

export interface NewEvent {
  readonly at: Instant;
  /** Absent when time or the system did it. */
  readonly actor?: Person | undefined;
  /** 0 when it belongs to no location. */
  readonly locationId: number;
  /** Grows with each change of the aggregate; consumers ignore an older one. */
  readonly aggregateVersion: number;
  readonly fact: Fact;
}

const NANOS_PER_MICRO = 1_000;

/** An event with an identity of its own; published as often as it takes, applied once. */
export const newEvent = ({ at, actor, locationId, aggregateVersion, fact }: NewEvent): Event => {
  const micros = ((at % SECOND_US) + SECOND_US) % SECOND_US;
  return {
    eventId: uuidV7(),
    occurredAt: { seconds: (at - micros) / SECOND_US, nanos: micros * NANOS_PER_MICRO },
    actor: actor === undefined ? undefined : { id: actor.id, username: actor.username, fullName: actor.fullName },
    locationId,
    aggregateVersion,
    fact,
  };
};
