import { canonicalZone } from '@flexspace/kernel';

const CANONICAL: ReadonlyMap<string, string> = new Map(
  Intl.supportedValuesOf('timeZone').map((zone) => [zone.toLowerCase(), zone]),
);

/**
 * The IANA zone as it is kept, or undefined when the runtime's tz database has none of that name. Offsets such as `+02:00`
 * are no zones, since they do not follow summer time; other names of a zone (`Asia/Kolkata`) stay as they were given.
 */
export const timeZone = (name: string): string | undefined => {
  if (canonicalZone(name) === undefined) return undefined;
  return CANONICAL.get(name.toLowerCase()) ?? name;
};
