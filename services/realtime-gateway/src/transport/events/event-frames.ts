import type { Event } from '@flexspace/contracts/flexspace/events/v1/events';
import type { DraftFrame } from '../../application/publish-event.js';
import { bookingFrames } from './frames/booking-frames.js';
import { deskLockFrame, desksChangedFrames, deskStatusFrame, permanentDeskFrame } from './frames/desk-frames.js';
import { accessChangedFrame, preferencesChangedFrame } from './frames/person-frames.js';
import { treeChangedFrame } from './frames/place-frames.js';
import {
  maintenanceFrames,
  roomAvailabilityFrame,
  roomChangedFrames,
  roomRemovedFrames,
} from './frames/room-frames.js';

/** What sockets hear of an event. A fact that this build does not know yet is heard by nobody. */
export const framesOf = ({ fact, locationId }: Event): readonly DraftFrame[] => {
  switch (fact?.$case) {
    case 'bookingsChanged':
      return bookingFrames(fact.value);
    case 'deskStatusChanged':
      return [deskStatusFrame(fact.value)];
    case 'deskLockChanged':
      return [deskLockFrame(fact.value)];
    case 'permanentDeskChanged':
      return [permanentDeskFrame(fact.value)];
    case 'roomAvailabilityChanged':
      return [roomAvailabilityFrame(fact.value, locationId)];
    case 'desksChanged':
      return desksChangedFrames(fact.value);
    case 'roomChanged':
      return roomChangedFrames(fact.value);
    case 'roomRemoved':
      return roomRemovedFrames(fact.value);
    case 'maintenanceChanged':
      return maintenanceFrames(fact.value, locationId);
    case 'locationChanged':
    case 'locationRemoved':
    case 'treeChanged':
      return [treeChangedFrame()];
    case 'accessChanged':
      return [accessChangedFrame(fact.value, locationId)];
    case 'preferencesChanged':
      return [preferencesChangedFrame(fact.value)];
    case 'sessionEnded':
    case undefined:
      return [];
  }
};
