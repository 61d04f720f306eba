import { Stale } from '@flexspace/kernel';

/** Throws STALE unless the caller has seen this very version; 0 means that they do not mind. */
export const requireVersion = (what: string, current: { readonly version: number }, seen: number): void => {
  if (seen !== 0 && seen !== current.version) throw new Stale(what);
};

/** What a request asks to change: absent leaves a field as it is. */
export type Patch<Fields> = { readonly [K in keyof Fields]?: Fields[K] | undefined };

/** The fields with the patch laid over them; the same object when nothing differs. */
export const applyPatch = <Fields extends object>(fields: Fields, patch: Patch<Fields>): Fields => {
  const given = Object.entries(patch).filter(([, value]) => value !== undefined);
  return Object.assign({}, fields, Object.fromEntries(given));
};

export const sameFields = <Fields extends object>(a: Fields, b: Fields): boolean =>
  Object.entries(a).every(([key, value]) => Object.is(value, Reflect.get(b, key)));
