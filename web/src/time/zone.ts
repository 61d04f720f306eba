/** Local time of a zone, by Intl alone: the only place where the app turns wall clocks into instants and back. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;

const formatters = new Map<string, Intl.DateTimeFormat>();

function partsFormatter(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formatters.set(zone, made);
  return made;
}

/** What a clock on the wall of that zone shows. */
export function toWall(ms: number, zone: string): WallTime & { second: number } {
  const found = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  for (const { type, value } of partsFormatter(zone).formatToParts(ms)) {
    if (type in found) found[type as keyof typeof found] = Number(value);
  }
  return found;
}

function offsetAt(ms: number, zone: string): number {
  const wall = toWall(ms, zone);
  const asUtc = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second);
  return asUtc - Math.floor(ms / 1000) * 1000;
}

/** The instant at which that wall shows this time. In a skipped hour it is the moment after the jump; in a repeated one the first. */
export function fromWall(wall: WallTime, zone: string): number {
  const asUtc = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute);
  const dayMs = 24 * hourMs;
  const before = offsetAt(asUtc - dayMs, zone);
  const after = offsetAt(asUtc + dayMs, zone);
  const first = asUtc - before;
  if (offsetAt(first, zone) === before) return first;
  const second = asUtc - after;
  return offsetAt(second, zone) === after ? second : first;
}

/** Midnight at the start of the day that holds `ms`, `days` days on, in that zone. */
export function startOfDay(ms: number, zone: string, days = 0): number {
  const { year, month, day } = toWall(ms, zone);
  return fromWall({ year, month, day: day + days, hour: 0, minute: 0 }, zone);
}

export function sameDay(one: number, other: number, zone: string): boolean {
  const a = toWall(one, zone);
  const b = toWall(other, zone);
  return a.year === b.year && a.month === b.month && a.day === b.day;
}

/** True when both zones show the same wall time at that instant, so that saying it twice would be noise. */
export function sameWall(ms: number, one: string, other: string): boolean {
  return one === other || offsetAt(ms, one) === offsetAt(ms, other);
}

const two = (value: number): string => String(value).padStart(2, '0');

/** `YYYY-MM-DD` and `HH:MM` as date and time inputs hold them. */
export function toInputs(ms: number, zone: string): { date: string; time: string } {
  const wall = toWall(ms, zone);
  return { date: `${wall.year}-${two(wall.month)}-${two(wall.day)}`, time: `${two(wall.hour)}:${two(wall.minute)}` };
}

/** The instant that date and time inputs mean, or null while they are incomplete. */
export function fromInputs(date: string, time: string, zone: string): number | null {
  const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  const clock = /^(\d{2}):(\d{2})/.exec(time);
  if (!day || !clock) return null;
  return fromWall(
    {
      year: Number(day[1]),
      month: Number(day[2]),
      day: Number(day[3]),
      hour: Number(clock[1]),
      minute: Number(clock[2]),
    },
    zone,
  );
}

/** The zone of this browser. */
export function browserZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}

export function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch (unknown) {
    if (unknown instanceof RangeError) return false;
    throw unknown;
  }
}
