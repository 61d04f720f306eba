const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Past the demo company's own bookings, and inside the booking horizon. */
const FIRST_DAY = 40;
const DAYS = 300;
const SLOTS_PER_DAY = 24;

export interface Slot {
  readonly deskId: number;
  readonly start: string;
  readonly end: string;
}

/** The day before which nothing of a bench lies: what starts later is swept away when it ends. */
export const firstBenchDay = (): Date => new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS + FIRST_DAY * DAY_MS);

/** Slots of an hour, desk after desk, so that neighbours in time go to different desks; never the same one twice. */
export const makeSlots = (deskIds: readonly number[], round: number): ((index: number) => Slot) => {
  const base = firstBenchDay().getTime();
  return (index) => {
    const deskId = deskIds[index % deskIds.length];
    if (deskId === undefined) throw new RangeError('there are no desks to book');
    const turn = Math.floor(index / deskIds.length) + round;
    if (turn >= DAYS * SLOTS_PER_DAY) throw new RangeError('the bench ran out of free slots');
    const start = base + turn * HOUR_MS;
    return { deskId, start: new Date(start).toISOString(), end: new Date(start + HOUR_MS).toISOString() };
  };
};
