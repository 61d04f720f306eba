const SHAPE = /^[A-Za-z][\w+-]*(?:\/[\w+-]+)*$/;
/** Longer than any name there is; the formatter need not read more. */
const MAX_LENGTH = 64;

const CANONICAL: ReadonlyMap<string, string> = new Map(
  ['UTC', ...Intl.supportedValuesOf('timeZone')].map((zone) => [zone.toLowerCase(), zone]),
);

const isKnown = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
};

/**
 * The IANA zone as it is kept, or undefined when the runtime's tz database has none of that name. Offsets such as `+02:00`
 * are no zones, since they do not follow summer time; other names of a zone (`Asia/Kolkata`) stay as they were given.
 */
export const timeZone = (name: string): string | undefined => {
  if (name.length > MAX_LENGTH || !SHAPE.test(name) || !isKnown(name)) return undefined;
  return CANONICAL.get(name.toLowerCase()) ?? name;
};

/**
 * A zone by the name of its place, for PostgreSQL, which reads short names (`CET`) as offsets without summer time and does not know all that
 * the runtime does (`US/Pacific-New`).
 */
export const placeOfZone = (zone: string): string =>
  new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
