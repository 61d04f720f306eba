import { DomainError, InvalidRequest, seesLocation, type LocationId } from '@flexspace/kernel';
import { applyWish, DEFAULT_PREFERENCES, type Preferences, type PreferenceWish } from '../domain/preferences.js';
import { toReach } from '../domain/standing.js';
import { locateLocation } from './locate-place.js';
import type { AccessPorts } from './ports/access-ports.js';
import { rolesOf, type Request } from './ports/request.js';

/** The caller's preferences; the defaults where they never chose. */
export const getPreferences = async (
  ports: Pick<AccessPorts, 'preferences'>,
  { caller }: Request,
): Promise<Preferences> => (await ports.preferences.find(caller.userId)) ?? DEFAULT_PREFERENCES;

/** Changes what is present in the wish. */
export const updatePreferences = async (
  ports: Pick<AccessPorts, 'preferences' | 'records' | 'catalog' | 'standings'>,
  request: Request,
  wish: PreferenceWish,
): Promise<Preferences> => {
  if (wish.defaultLocation !== undefined && wish.defaultLocation !== null) {
    await requireVisible(ports, request, wish.defaultLocation);
  }
  return ports.preferences.change(request.caller, (now) => applyWish(now, wish));
};

/** A default that its owner may not see would lead nowhere, and would tell that the place exists. */
const requireVisible = async (
  ports: Pick<AccessPorts, 'records' | 'catalog' | 'standings'>,
  request: Request,
  locationId: LocationId,
): Promise<void> => {
  const nowhere = InvalidRequest.field('default_location', 'is no location that you may see');
  const standing = await ports.standings.load(request.caller.userId, locationId);
  if (!seesLocation(toReach(standing, rolesOf(request.caller), locationId), locationId)) throw nowhere;
  try {
    await locateLocation(ports, request, locationId);
  } catch (error) {
    throw error instanceof DomainError && error.reason === 'NOT_FOUND' ? nowhere : error;
  }
};
