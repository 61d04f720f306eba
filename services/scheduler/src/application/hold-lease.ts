import { DomainError } from '@flexspace/kernel';
import { createBackoff } from '../domain/backoff.js';
import type { Lease } from '../domain/lease.js';
import type { Lead } from './lead.js';
import type { FleetMemory, LeaseStore, SchedulerTelemetry, Timers } from './ports.js';

export interface LeaseHolderNeeds {
  readonly store: LeaseStore;
  readonly memory: FleetMemory;
  readonly lead: Lead;
  readonly timers: Timers;
  readonly telemetry: SchedulerTelemetry;
  readonly ttlMs: number;
}

export interface LeaseHolder {
  /** Leads whenever nobody else does, until the signal. */
  run(signal: AbortSignal): Promise<void>;
}

/** How many times a lease is confirmed in its life, and how many times others look for a free one. */
const CONFIRMS_PER_TTL = 4;
const TRIES_PER_TTL = 6;

/**
 * One leader at a time, as well as a lease can say it. A leader that cannot reach the store goes on: nobody else can get
 * the lease there either, and if somebody did, booking refuses the older fencing token.
 */
export const createLeaseHolder = (needs: LeaseHolderNeeds): LeaseHolder => {
  const { store, memory, lead, timers, telemetry, ttlMs } = needs;

  const keepWhileOurs = async (lease: Lease, signal: AbortSignal): Promise<void> => {
    const isOver = (): boolean => signal.aborted;
    for (;;) {
      await timers.pause(ttlMs / CONFIRMS_PER_TTL, signal);
      if (isOver() || (await store.confirm(lease)) === 'lost') return;
      await memory.stayAwake().catch((error: unknown) => {
        telemetry.leaseTrouble(error);
      });
    }
  };

  const leadUntilStale = async (lease: Lease, signal: AbortSignal): Promise<void> => {
    try {
      await lead(lease, signal);
    } catch (error) {
      if (!(error instanceof DomainError && error.reason === 'STALE')) throw error;
    }
  };

  const reign = async (lease: Lease, signal: AbortSignal): Promise<void> => {
    const over = new AbortController();
    const until = AbortSignal.any([signal, over.signal]);
    telemetry.leading(true);
    const duties = [keepWhileOurs(lease, until), leadUntilStale(lease, until)];
    try {
      await Promise.race(duties);
    } finally {
      over.abort();
      await Promise.allSettled(duties);
      telemetry.leading(false);
      await store.release(lease);
    }
  };

  return {
    async run(signal) {
      const backoff = createBackoff({ firstMs: 100, lastMs: 2_000 });
      while (!signal.aborted) {
        try {
          const lease = await store.acquire();
          backoff.reset();
          if (lease !== undefined) await reign(lease, signal);
          else await memory.stayAwake();
          await timers.pause((ttlMs / TRIES_PER_TTL) * (0.75 + Math.random() / 2), signal);
        } catch (error) {
          telemetry.leaseTrouble(error);
          await timers.pause(backoff.next(), signal);
        }
      }
    },
  };
};
