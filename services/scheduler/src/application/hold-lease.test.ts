import { describe, expect, it } from '@jest/globals';
import { Stale } from '@flexspace/kernel';
import { FakeTimers } from '../../test/support/fake-timers.js';
import { FakeMemory, silentTelemetry } from '../../test/support/fake-world.js';
import type { Lease, LeaseState } from '../domain/lease.js';
import { createLeaseHolder } from './hold-lease.js';
import type { Lead } from './lead.js';
import type { LeaseStore } from './ports.js';

const TTL_MS = 3_000;

/** A Redis that several schedulers share, in one variable. */
class SharedLease {
  held: Lease | undefined;
  down = false;
  #token = 0;

  store(): LeaseStore {
    return {
      acquire: () => {
        if (this.down) return Promise.reject(new Error('redis is away'));
        if (this.held !== undefined) return Promise.resolve(undefined);
        this.#token += 1;
        this.held = { fencingToken: this.#token };
        return Promise.resolve(this.held);
      },
      confirm: (lease): Promise<LeaseState> => {
        if (this.down) return Promise.resolve('unknown');
        return Promise.resolve(this.held === lease ? 'held' : 'lost');
      },
      release: (lease) => {
        if (this.held === lease) this.held = undefined;
        return Promise.resolve();
      },
    };
  }
}

describe('holding the lease', () => {
  const start = (timers: FakeTimers, shared: SharedLease, name: string, log: string[], lead?: Lead) => {
    const stopping = new AbortController();
    const running = createLeaseHolder({
      store: shared.store(),
      memory: new FakeMemory(),
      lead:
        lead ??
        (async (lease, signal) => {
          log.push(`${name} leads with ${lease.fencingToken}`);
          await new Promise((resolve) => {
            signal.addEventListener('abort', resolve);
          });
          log.push(`${name} stops`);
        }),
      timers,
      telemetry: silentTelemetry,
      ttlMs: TTL_MS,
    }).run(stopping.signal);
    return {
      stop: async () => {
        stopping.abort();
        await running;
      },
    };
  };

  it('lets one lead, and the next as soon as the first one stops', async () => {
    const timers = new FakeTimers();
    const shared = new SharedLease();
    const log: string[] = [];
    const first = start(timers, shared, 'first', log);
    await timers.settle();
    const second = start(timers, shared, 'second', log);
    await timers.advance(60_000);
    expect(log).toEqual(['first leads with 1']);
    await first.stop();
    await timers.advance(TTL_MS);
    expect(log).toEqual(['first leads with 1', 'first stops', 'second leads with 2']);
    await second.stop();
  });

  it("stops when the lease is somebody else's, before it leads again", async () => {
    const timers = new FakeTimers();
    const shared = new SharedLease();
    const log: string[] = [];
    const only = start(timers, shared, 'only', log);
    await timers.settle();
    shared.held = { fencingToken: 99 };
    await timers.advance(TTL_MS);
    expect(log).toEqual(['only leads with 1', 'only stops']);
    await only.stop();
  });

  it('goes on leading while the store cannot be asked', async () => {
    const timers = new FakeTimers();
    const shared = new SharedLease();
    const log: string[] = [];
    const only = start(timers, shared, 'only', log);
    await timers.settle();
    shared.down = true;
    await timers.advance(60_000);
    shared.down = false;
    await timers.advance(TTL_MS);
    expect(log).toEqual(['only leads with 1']);
    await only.stop();
  });

  it('begins by itself once the store can be asked', async () => {
    const timers = new FakeTimers();
    const shared = new SharedLease();
    const log: string[] = [];
    shared.down = true;
    const only = start(timers, shared, 'only', log);
    await timers.advance(60_000);
    expect(log).toEqual([]);
    shared.down = false;
    await timers.advance(2_000);
    expect(log).toEqual(['only leads with 1']);
    await only.stop();
  });

  it('takes a new lease when its token is found to be too old', async () => {
    const timers = new FakeTimers();
    const shared = new SharedLease();
    const tokens: number[] = [];
    const only = start(timers, shared, 'only', [], (lease, signal) => {
      tokens.push(lease.fencingToken);
      if (lease.fencingToken === 1) return Promise.reject(new Stale('lease'));
      return new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          resolve();
        });
      });
    });
    await timers.advance(TTL_MS);
    expect(tokens).toEqual([1, 2]);
    await only.stop();
  });
});
