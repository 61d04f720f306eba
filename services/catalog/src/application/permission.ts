import { Forbidden, NotFound, seesLocation, type LocationId } from '@flexspace/kernel';
import { hiddenLocations } from '../domain/tree.js';
import type { CatalogParts, ManagementAction, PlaceReader, Requester, Whereabouts } from './ports.js';

/** Countries and new locations: superusers alone. */
export const requireAdministrator = async (by: Requester): Promise<void> => {
  if (!(await by.access.allows('administer'))) throw new Forbidden();
};

/**
 * Lets those pass who may manage the place. To the others it is forbidden, or not there at all where they may not see it.
 */
export const requireManager = async (
  by: Requester,
  action: ManagementAction,
  { what, at }: { readonly what: string; readonly at: Whereabouts | undefined },
): Promise<Whereabouts> => {
  if (at === undefined) throw new NotFound(what);
  if (await by.access.allows(action, at)) return at;
  const reach = await by.access.reach();
  throw seesLocation(reach, at.locationId) ? new Forbidden() : new NotFound(what);
};

/** The same for an object that is known by its id. */
export const requireManagerOf = async (
  parts: CatalogParts,
  by: Requester,
  { action, what, object }: { action: ManagementAction; what: string; object: Parameters<PlaceReader['locate']>[0] },
): Promise<Whereabouts> => requireManager(by, action, { what, at: await parts.places.locate(object) });

/** What this person may not see. */
export const hiddenFrom = async (by: Requester): Promise<LocationId[]> => hiddenLocations(await by.access.reach());

/** The object, unless it is absent or in a place that this person may not see: the two look the same. */
export const visible = async <Seen extends { readonly locationId: LocationId }>(
  by: Requester,
  what: string,
  read: Promise<Seen | undefined>,
): Promise<Seen> => {
  const [reach, seen] = await Promise.all([by.access.reach(), read]);
  if (seen === undefined || !seesLocation(reach, seen.locationId)) throw new NotFound(what);
  return seen;
};
