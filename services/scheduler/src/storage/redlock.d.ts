declare module 'redlock' {
  import type { EventEmitter } from 'node:events';
  import type { Redis } from 'ioredis';

  /** redlock 4.2.0 has no types of its own; this is the part that a lease needs. */
  class Redlock extends EventEmitter {
    static readonly LockError: new (...args: never[]) => Error;

    constructor(clients: readonly Redis[], options: { readonly retryCount: number });
    lock(resource: readonly string[], ttl: number): PromiseLike<Redlock.Lock>;
    extend(lock: Redlock.Lock, ttl: number): PromiseLike<Redlock.Lock>;
    unlock(lock: Redlock.Lock): PromiseLike<void>;
  }

  namespace Redlock {
    interface Lock {
      readonly value: string;
      readonly expiration: number;
    }
  }

  export default Redlock;
}
