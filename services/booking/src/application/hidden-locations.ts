import { seesLocation, type LocationId, type Reach } from '@flexspace/kernel';

/** The locations of which this person must not even know what is booked there. */
export const hiddenFrom = (reach: Reach): readonly LocationId[] =>
  [...reach.closedLocations].filter((locationId) => !seesLocation(reach, locationId));
