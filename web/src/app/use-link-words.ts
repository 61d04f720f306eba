import { computed, type ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import { useTimeFormat } from '../features/preferences/index.js';
import { useRealtime } from '../realtime/index.js';
import { useNow } from '../time/use-now.js';

export interface LinkWords {
  readonly look: 'live' | 'waiting' | 'broken';
  readonly state: string;
  readonly why: string;
  readonly heard: string | null;
  readonly roundTrip: string | null;
}

/** The socket's health in words, for the status bar and the dot that stands in for it on a phone. */
export function useLinkWords(): ComputedRef<LinkWords> {
  const { t } = useI18n();
  const realtime = useRealtime();
  const format = useTimeFormat();
  const now = useNow(1000);
  return computed(() => {
    const { state, lastHeardAt, roundTripMs } = realtime.status;
    const name = state === 'idle' ? 'connecting' : state;
    const look = name === 'live' ? 'live' : name === 'offline' || name === 'stopped' ? 'broken' : 'waiting';
    const why =
      look === 'live' ? t('status.liveWhy') : look === 'broken' ? t('status.offlineWhy') : t('status.reconnectingWhy');
    return {
      look,
      state: t(`status.${name}`),
      why,
      heard: lastHeardAt === null ? null : t('status.heard', { ago: format.ago(now.value - lastHeardAt) }),
      roundTrip: roundTripMs === null ? null : t('status.roundTrip', { ms: roundTripMs }),
    };
  });
}
