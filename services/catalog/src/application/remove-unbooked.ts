import { InvalidRequest, Stale, Unavailable, type DeskId } from '@flexspace/kernel';
import { InUse } from '../domain/catalog-errors.js';
import type { CatalogParts, CatalogUnit, Requester } from './ports.js';

/** How often booking is asked because desks came in between; who is still in their way then sees an old picture. */
const MAX_ASKS = 3;
/** What booking withholds at once. */
const DESKS_AT_ONCE = 100_000;

/** Throws unless these desks may go. Said before the first of them does. */
export type MayGo = (desks: readonly DeskId[]) => void;

export interface Removal<Result> {
  readonly what: string;
  /** Bookings go with the desks, however many they are. */
  readonly force: boolean;
  /** The desks that would go as things are now. Throws whatever else refuses the removal: nothing is withheld for nothing. */
  readonly foresee: () => Promise<readonly DeskId[]>;
  readonly remove: (unit: CatalogUnit, mayGo: MayGo) => Promise<Result>;
}

/** Desks go that nobody asked booking about. Ends the transaction, and booking is asked again. */
class Unasked extends Error {}

/**
 * Removes desks, and whatever they are in, only when no upcoming booking goes with them: IN_USE with their number otherwise. That
 * none comes in between is booking's doing, which withholds the desks before anything is removed. A hold has an end, and once half
 * of it is over nothing is removed any more: whoever wants one of the desks then asks here what became of it.
 */
export const removeUnbooked = async <Result>(
  parts: CatalogParts,
  by: Requester,
  { what, force, foresee, remove }: Removal<Result>,
): Promise<Result> => {
  if (force) return parts.writer.write(by, (unit) => remove(unit, () => undefined));
  for (let ask = 0; ask < MAX_ASKS; ask += 1) {
    const mayGo = await withhold(parts, by, await foresee());
    try {
      return await parts.writer.write(by, (unit) => remove(unit, mayGo));
    } catch (error) {
      if (!(error instanceof Unasked)) throw error;
    }
  }
  throw new Stale(what);
};

const withhold = async ({ ticks }: CatalogParts, by: Requester, desks: readonly DeskId[]): Promise<MayGo> => {
  if (desks.length > DESKS_AT_ONCE) {
    throw InvalidRequest.field('force', `must be true for more than ${String(DESKS_AT_ONCE)} desks at once`);
  }
  const askedAt = ticks();
  const { upcomingCount, heldMs } = desks.length === 0 ? NOTHING : await by.bookings.withhold(desks);
  if (upcomingCount > 0) throw InUse.byBookings(upcomingCount);
  const withheld = new Set(desks);
  return (going) => {
    if (going.some((id) => !withheld.has(id))) throw new Unasked();
    if (going.length > 0 && ticks() - askedAt > heldMs / 2) throw new Unavailable('The catalog');
  };
};

const NOTHING = { upcomingCount: 0, heldMs: 0 };
