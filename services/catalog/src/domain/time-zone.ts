const SHAPE = /^[A-Za-z][\w+-]*(?:\/[\w+-]+)*$/;

const CANONICAL: ReadonlyMap<string, string> = new Map(
  Intl.supportedValuesOf('timeZone').map((zone) => [zone.toLowerCase(), zone]),
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
  if (!SHAPE.test(name) || !isKnown(name)) return undefined;
  return CANONICAL.get(name.toLowerCase()) ?? name;
};
