/** Turns unknown JSON into a known shape, or throws saying which field was wrong: nothing from the wire is trusted by a cast. */
export type Decoder<T> = (value: unknown, path: string) => T;
export type Decoded<D> = D extends Decoder<infer T> ? T : never;

export class UnexpectedShape extends Error {
  readonly path: string;
  constructor(path: string, wanted: string) {
    super(`${path || 'answer'} is not ${wanted}`);
    this.name = 'UnexpectedShape';
    this.path = path;
  }
}

export const text: Decoder<string> = (value, path) => {
  if (typeof value !== 'string') throw new UnexpectedShape(path, 'text');
  return value;
};

export const number: Decoder<number> = (value, path) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new UnexpectedShape(path, 'a number');
  return value;
};

export const flag: Decoder<boolean> = (value, path) => {
  if (typeof value !== 'boolean') throw new UnexpectedShape(path, 'true or false');
  return value;
};

/** An instant as milliseconds since the epoch, which is how the app computes with it. */
export const instant: Decoder<number> = (value, path) => {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(ms)) throw new UnexpectedShape(path, 'an instant');
  return ms;
};

export const list =
  <T>(item: Decoder<T>): Decoder<T[]> =>
  (value, path) => {
    if (!Array.isArray(value)) throw new UnexpectedShape(path, 'a list');
    return value.map((entry: unknown, index) => item(entry, `${path}[${index}]`));
  };

export const nullable =
  <T>(inner: Decoder<T>): Decoder<T | null> =>
  (value, path) =>
    value === null || value === undefined ? null : inner(value, path);

/** A field that may be absent; `otherwise` stands in for it. */
export const optional =
  <T>(inner: Decoder<T>, otherwise: T): Decoder<T> =>
  (value, path) =>
    value === null || value === undefined ? otherwise : inner(value, path);

export const oneOf =
  <const T extends readonly string[]>(...allowed: T): Decoder<T[number]> =>
  (value, path) => {
    const found = allowed.find((entry) => entry === value);
    if (found === undefined) throw new UnexpectedShape(path, `one of ${allowed.join(', ')}`);
    return found;
  };

type Shape = Record<string, Decoder<unknown>>;

export const record =
  <S extends Shape>(shape: S): Decoder<{ [K in keyof S]: Decoded<S[K]> }> =>
  (value, path) => {
    if (!isObject(value)) throw new UnexpectedShape(path, 'an object');
    const entries = Object.entries(shape).map(([key, decode]) => [
      key,
      decode(value[key], path ? `${path}.${key}` : key),
    ]);
    // Object.fromEntries forgets the keys; the mapped type above restores exactly what the decoders produced.
    return Object.fromEntries(entries) as { [K in keyof S]: Decoded<S[K]> };
  };

export const anything: Decoder<unknown> = (value) => value;

/** A narrowing for objects out of JSON. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
