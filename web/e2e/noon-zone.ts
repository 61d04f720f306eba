const HOUR_MS = 3_600_000;
const NOON = 12;

/** A zone in which it is about noon, for who needs the hours after now on one day, whenever the test runs. */
export interface NoonZone {
  readonly timezone: string;
  /** The moment as its clocks show it, read as if they stood in UTC. */
  wallClock(at: Date): Date;
}

export const noonZone = (now: Date): NoonZone => {
  const ahead = NOON - now.getUTCHours();
  // The names of these zones have their signs the other way round.
  const offset = ahead === 0 ? '' : `${ahead > 0 ? '-' : '+'}${String(Math.abs(ahead))}`;
  return { timezone: `Etc/GMT${offset}`, wallClock: (at) => new Date(at.getTime() + ahead * HOUR_MS) };
};
