import type { Instant, Person } from '@flexspace/kernel';

/** Which lines of the trail somebody wants; what is undefined does not matter. */
export interface AuditFilter {
  readonly locationId: number | undefined;
  readonly actorId: string | undefined;
  readonly action: string | undefined;
  readonly objectType: string | undefined;
  readonly objectId: string | undefined;
  readonly from: Instant | undefined;
  /** Exclusive. */
  readonly until: Instant | undefined;
}

/** One line of the trail as it was written. */
export interface AuditRecord {
  readonly id: number;
  readonly at: Instant;
  readonly actor: Person | null;
  readonly action: string;
  readonly objectType: string;
  readonly objectId: string;
  readonly locationId: number;
  /** JSON text. */
  readonly before: string;
  readonly after: string;
  readonly requestId: string;
  readonly clientId: string;
  readonly clientAddress: string;
  readonly hash: string;
}
