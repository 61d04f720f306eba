/** Intl also takes offsets such as `+02:00`, which are no zones: they know no summer time, and PostgreSQL counts them westwards. */
const SHAPE = /^[A-Za-z][\w+-]*(?:\/[\w+-]+){0,2}$/;
/** Longer than any name there is; the formatter need not read more. */
const MAX_LENGTH = 64;
const ZONES: ReadonlySet<string> = new Set(['UTC', ...Intl.supportedValuesOf('timeZone')]);
/** Fixed ones, which are in the database and not on the list. */
const FIXED = /^Etc\/GMT[+-]\d{1,2}$/;

/**
 * The one name of an IANA zone in the runtime's tz database, whichever of its names is given in whatever case; undefined where there
 * is no such zone. Names that only the runtime has beside the database are none.
 */
export const canonicalZone = (name: string): string | undefined => {
  if (name.length > MAX_LENGTH || !SHAPE.test(name)) return undefined;
  try {
    const zone = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
    return ZONES.has(zone) || FIXED.test(zone) ? zone : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};
