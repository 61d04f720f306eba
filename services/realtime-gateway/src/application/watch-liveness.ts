import { statusFrame } from '../domain/server-frame.js';
import { GLOBAL_TOPIC } from '../domain/topic.js';
import type { Broadcaster, GatewayTelemetry, Liveness } from './ports.js';

export interface LivenessWatch extends Liveness {
  /** Looks, and tells every socket when something changed. */
  check(): void;
}

/** Sockets stay open while the bus is away; they are told, so that people see "reconnecting" rather than a stale map. */
export const createLivenessWatch = (needs: {
  readonly isFollowing: () => boolean;
  readonly broadcaster: Broadcaster;
  readonly telemetry: GatewayTelemetry;
}): LivenessWatch => {
  let live = false;
  return {
    isLive: () => live,
    check() {
      const now = needs.isFollowing();
      if (now === live) return;
      live = now;
      needs.telemetry.liveChanged(live);
      needs.broadcaster.publish(GLOBAL_TOPIC.name, statusFrame(live));
    },
  };
};
