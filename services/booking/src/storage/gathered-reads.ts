/** Answers for one key at a time; undefined where there is nothing. */
export type ReadOne<Key, Value> = (key: Key) => Promise<Value | undefined>;

/** Keys of one read; more go with a second one. */
const MAX_KEYS = 500;

interface Waiting<Key, Value> {
  readonly key: Key;
  resolve(value: Value | undefined): void;
  reject(error: unknown): void;
}

/**
 * Makes one read of all keys that are asked for in the same turn of the event loop: bookings that arrive together then cost one
 * round trip for their desks and one for their locks, and not one each. No read begins before it is asked for.
 */
export const createGatheredReads = <Key, Value>(
  readMany: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>,
): ReadOne<Key, Value> => {
  let waiting: Waiting<Key, Value>[] = [];

  const read = async (group: readonly Waiting<Key, Value>[]): Promise<void> => {
    try {
      const found = await readMany([...new Set(group.map((one) => one.key))]);
      for (const one of group) one.resolve(found.get(one.key));
    } catch (error) {
      for (const one of group) one.reject(error);
    }
  };

  const flush = (): void => {
    const all = waiting;
    waiting = [];
    for (let start = 0; start < all.length; start += MAX_KEYS) void read(all.slice(start, start + MAX_KEYS));
  };

  return (key) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(flush);
      waiting.push({ key, resolve, reject });
    });
};
