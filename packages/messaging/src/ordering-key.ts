import type { Event } from '@flexspace/contracts/flexspace/events/v1/events';

/**
 * The aggregate that an event is about. Events of one key reach the stream in the order of their outbox rows; between keys there
 * is no order, so that one desk's trouble never holds up another's news.
 */
export const orderingKey = (event: Event): string => {
  const fact = event.fact;
  switch (fact?.$case) {
    case 'bookingsChanged':
    case 'deskStatusChanged':
    case 'deskLockChanged':
    case 'permanentDeskChanged':
      return `desk:${fact.value.deskId}`;
    case 'roomChanged':
    case 'roomRemoved':
    case 'desksChanged':
    case 'maintenanceChanged':
    case 'roomAvailabilityChanged':
      return `room:${fact.value.roomId}`;
    case 'preferencesChanged':
    case 'sessionEnded':
      return `user:${fact.value.userId}`;
    case 'locationChanged':
    case 'locationRemoved':
    case 'treeChanged':
    case 'accessChanged':
    case undefined:
      return `location:${event.locationId}`;
  }
};
