import { NotFound, Stale } from '@flexspace/kernel';

/** Throws STALE unless the caller has seen this very version; 0 means that they do not mind. */
export const requireVersion = (what: string, current: { readonly version: number }, seen: number): void => {
  if (seen !== 0 && seen !== current.version) throw new Stale(what);
};

/** The thing as it is, for whoever has seen this very version: NOT_FOUND when there is none, STALE when it is another one. */
export const requireCurrent = <Thing extends { readonly version: number }>(
  what: string,
  current: Thing | undefined,
  seen: number,
): Thing => {
  if (current === undefined) throw new NotFound(what);
  requireVersion(what, current, seen);
  return current;
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
