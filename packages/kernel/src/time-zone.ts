const SHAPE = /^[A-Za-z][\w+-]*(?:\/[\w+-]+){0,2}$/;
/** Longer than any name there is; the formatter need not read more. */
const MAX_LENGTH = 64;
const ZONES: ReadonlySet<string> = new Set(['UTC', ...Intl.supportedValuesOf('timeZone')]);
const IN_WRITING: ReadonlyMap<string, string> = new Map([...ZONES].map((zone) => [zone.toLowerCase(), zone]));
/** Fixed ones, which are in the database and not on the list. */
const FIXED = /^Etc\/GMT[+-]\d{1,2}$/;

/**
 * The IANA zone as it is kept, or undefined when the runtime's tz database has none of that name. Offsets such as `+02:00`
 * are no zones, since they do not follow summer time; other names of a zone (`Asia/Kolkata`) stay as they were given.
 */
export const timeZone = (name: string): string | undefined => {
  if (name.length > MAX_LENGTH || !SHAPE.test(name) || !isKnown(name)) return undefined;
  return IN_WRITING.get(name.toLowerCase()) ?? name;
};

/**
 * A zone by the name of its place, for PostgreSQL, which reads short names (`CET`) as offsets without summer time and does not know all that
 * the runtime does (`US/Pacific-New`).
 */
export const placeOfZone = (zone: string): string =>
  new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;

/** The runtime knows some more (`SystemV/PST8`), which are nobody else's. */
const isKnown = (name: string): boolean => {
  try {
    const place = placeOfZone(name);
    return ZONES.has(place) || FIXED.test(place);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
};
