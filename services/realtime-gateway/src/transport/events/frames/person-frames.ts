import type { AccessChanged, PreferencesChanged } from '@flexspace/contracts/flexspace/events/v1/events';
import { userId, type UserId } from '@flexspace/kernel';
import type { Audience, DraftFrame } from '../../../application/publish-event.js';
import { GLOBAL_TOPIC } from '../../../domain/topic.js';

const toUserIds = (ids: readonly string[]): UserId[] => ids.map(userId);

/** To those whose rights changed. Where it may be anybody, everybody hears it, and then not where. */
export const accessChangedFrame = (change: AccessChanged, locationId: number): DraftFrame => {
  const everybody = change.userIds.length === 0;
  const audience: Audience = everybody
    ? { kind: 'topic', topic: GLOBAL_TOPIC.name }
    : { kind: 'people', userIds: toUserIds(change.userIds) };
  return {
    type: 'access_changed',
    audience,
    payload: {
      location_id: everybody || locationId === 0 ? null : locationId,
      room_id: everybody || change.roomId === 0 ? null : change.roomId,
    },
  };
};

/** To the other tabs of the person who chose. */
export const preferencesChangedFrame = (change: PreferencesChanged): DraftFrame => ({
  type: 'preferences_changed',
  audience: { kind: 'people', userIds: toUserIds([change.userId]) },
  payload: {},
});
