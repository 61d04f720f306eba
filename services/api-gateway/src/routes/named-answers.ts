import { DomainError } from '@flexspace/kernel';
import { LRUCache } from 'lru-cache';

/** A part of an answer and the name that its owner gives it: equal names mean equal content, whoever asked. */
export interface Named<Value extends object> {
  readonly name: string;
  readonly value: Value;
}

/** Gives the answer of that name, from memory or by asking. What is asked for may have a younger name by then. */
export type NamedAnswers<Value extends object> = (
  name: string,
  load: () => Promise<Named<Value>>,
) => Promise<Named<Value>>;

/** That nobody answers concerns all who wait. A refusal concerns the one who asked: their token may have ended, and not that of the others. */
const unlessPersonal = (error: unknown): undefined => {
  const personal = error instanceof DomainError && error.kind !== 'unavailable' && error.kind !== 'timeout';
  if (!personal) throw error;
  return undefined;
};

/**
 * Remembers large answers by name, as many as weigh no more than `capacity`. Those who want one that is being loaded wait for it; if it comes under another name, it
 * was made for somebody else's eyes, and each of them asks for themselves.
 */
export const createNamedAnswers = <Value extends object>(
  capacity: number,
  weightOf: (value: Value) => number = () => 1,
): NamedAnswers<Value> => {
  const known = new LRUCache<string, Value>({ maxSize: capacity, sizeCalculation: weightOf });
  const loading = new Map<string, Promise<Named<Value>>>();

  const loadAnew = async (load: () => Promise<Named<Value>>): Promise<Named<Value>> => {
    const loaded = await load();
    known.set(loaded.name, loaded.value);
    return loaded;
  };

  return async (name, load) => {
    const value = known.get(name);
    if (value !== undefined) return { name, value };
    const underWay = loading.get(name);
    if (underWay !== undefined) {
      const shared = await underWay.catch(unlessPersonal);
      return shared?.name === name ? shared : loadAnew(load);
    }
    const mine = loadAnew(load).finally(() => loading.delete(name));
    loading.set(name, mine);
    return mine;
  };
};
