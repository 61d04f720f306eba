import type { Metrics } from '@flexspace/service-kit';
import type { GatewayTelemetry } from './application/ports.js';
import { CLOSE } from './domain/close-code.js';

const KNOWN_CODES = new Set<number>([1000, 1001, 1005, 1006, ...Object.values(CLOSE).map(({ code }) => code)]);

/** The only place that touches counters. */
export const createTelemetry = (metrics: Metrics): GatewayTelemetry => {
  const sockets = metrics.gauge('flexspace_realtime_sockets', 'Open sockets.');
  const closed = metrics.counter('flexspace_realtime_sockets_closed_total', 'Sockets closed, by close code.', ['code']);
  const refusedUpgrades = metrics.counter(
    'flexspace_realtime_upgrades_refused_total',
    'Sockets that were not opened, by HTTP status.',
    ['status'],
  );
  const received = metrics.counter('flexspace_realtime_messages_received_total', 'Messages from clients.');
  const refused = metrics.counter(
    'flexspace_realtime_messages_refused_total',
    'Messages answered by an error, by reason.',
    ['reason'],
  );
  const fanOut = metrics.histogram('flexspace_realtime_fanout_seconds', 'Time from a fact to its fan-out to sockets.');
  const frames = metrics.counter('flexspace_realtime_frames_published_total', 'Frames handed to fan-out, each once.');
  const slow = metrics.counter('flexspace_realtime_slow_readers_total', 'Sockets given up because they did not read.');
  const subscriptions = metrics.counter('flexspace_realtime_subscriptions_total', 'Granted subscriptions.', [
    'recovered',
  ]);
  const revoked = metrics.counter(
    'flexspace_realtime_topics_revoked_total',
    'Topics taken away by a change of rights.',
  );
  const live = metrics.gauge('flexspace_realtime_bus_live', '1 while the bus is heard.');
  /** The other side may send any code: what is not ours or common becomes one label. */
  const codeLabel = (code: number): string => (KNOWN_CODES.has(code) ? String(code) : 'other');
  return {
    socketOpened: () => {
      sockets.inc();
    },
    socketClosed: (code) => {
      sockets.dec();
      closed.inc({ code: codeLabel(code) });
    },
    upgradeRefused: (status) => {
      refusedUpgrades.inc({ status: String(status) });
    },
    frameReceived: () => {
      received.inc();
    },
    frameRefused: (reason) => {
      refused.inc({ reason });
    },
    eventFannedOut: (seconds, count) => {
      fanOut.observe(seconds);
      frames.inc(count);
    },
    slowReaderDropped: () => {
      slow.inc();
    },
    subscribed: (recovered) => {
      subscriptions.inc({ recovered: String(recovered) });
    },
    topicRevoked: () => {
      revoked.inc();
    },
    liveChanged: (isLive) => {
      live.set(isLive ? 1 : 0);
    },
  };
};
