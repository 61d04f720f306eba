import { defineStore } from 'pinia';
import { onScopeDispose, ref, shallowRef } from 'vue';
import { refreshSession } from '../api/client.js';
import { fetchMe } from '../api/session.js';
import { RealtimeClient, type LinkStatus } from './client.js';
import type { LiveEvent } from './events.js';
import type { TopicListener } from './topics.js';

/** The tab's socket and what it knows about its own health. */
export const useRealtime = defineStore('realtime', () => {
  const status = shallowRef<LinkStatus>({ state: 'idle', lastHeardAt: null, roundTripMs: null });
  const signedOut = ref(0);
  const globalListeners = new Set<(event: LiveEvent) => void>();

  const client = new RealtimeClient({
    open: () => new WebSocket(`${location.origin.replace(/^http/, 'ws')}/ws`),
    refresh: refreshSession,
    probe: async () => {
      await fetchMe();
    },
    onStatus: (next) => {
      status.value = next;
    },
    onSignedOut: () => {
      signedOut.value += 1;
    },
    onGlobal: (event) => {
      for (const listener of globalListeners) listener(event);
    },
    isOnline: () => navigator.onLine,
  });

  const nudge = (): void => {
    client.nudge();
  };
  window.addEventListener('online', nudge);
  window.addEventListener('offline', nudge);
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) nudge();
  });

  function onGlobal(listener: (event: LiveEvent) => void): () => void {
    globalListeners.add(listener);
    return () => globalListeners.delete(listener);
  }

  return {
    status,
    signedOut,
    start: () => {
      client.start();
    },
    stop: () => {
      client.stop();
    },
    subscribe: (topic: string, listener: TopicListener) => client.subscribe(topic, listener),
    onGlobal,
  };
});

/** Listens to the topics that `wanted` names as long as the scope lives; topics come and go with the answer. */
export function useTopics(listenerOf: (topic: string) => TopicListener): (wanted: readonly string[]) => void {
  const realtime = useRealtime();
  const leave = new Map<string, () => void>();
  onScopeDispose(() => {
    for (const stop of leave.values()) stop();
    leave.clear();
  });
  return (wanted) => {
    for (const [topic, stop] of leave) {
      if (wanted.includes(topic)) continue;
      stop();
      leave.delete(topic);
    }
    for (const topic of wanted) {
      if (!leave.has(topic)) leave.set(topic, realtime.subscribe(topic, listenerOf(topic)));
    }
  };
}
