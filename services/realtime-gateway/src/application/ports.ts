import type { Instant, LocationId, UserId } from '@flexspace/kernel';
import type { Channel } from '../domain/channel.js';
import type { CloseCause } from '../domain/close-code.js';
import type { FrameRefusal } from '../domain/server-frame.js';
import type { PlaceTopic } from '../domain/topic.js';

/** Who sits behind a socket, as the token of the upgrade says. */
export interface Viewer {
  readonly userId: UserId;
  readonly sessionId: string | undefined;
  readonly expiresAt: Instant;
  /** Passed on with every question about what this person may see. */
  readonly token: string;
}

/** One open socket. Every method is harmless after it closed. */
export interface Connection {
  send(frame: string | Uint8Array): void;
  join(channel: Channel): void;
  leave(channel: Channel): void;
  /** What is sent inside leaves in one write, and nothing published gets between. */
  batch(work: () => void): void;
  close(cause: CloseCause): void;
}

/** Fan-out to every connection that joined a channel. */
export interface Broadcaster {
  publish(channel: Channel, frame: string | Uint8Array): void;
}

/** What the owners of places and of rights answer. */
export interface AccessGate {
  /** The location that a topic lies in, when the viewer may listen to it. Throws the refusal as a DomainError. */
  grant(viewer: Viewer, topic: PlaceTopic): Promise<LocationId>;
  /** Whether the viewer still sees a location. Throws UNAVAILABLE or TIMEOUT when nobody can say. */
  stillSees(viewer: Viewer, locationId: LocationId): Promise<boolean>;
}

/** Whether this gateway hears the bus. */
export interface Liveness {
  isLive(): boolean;
}

export interface GatewayTelemetry {
  socketOpened(): void;
  socketClosed(code: number): void;
  upgradeRefused(status: number): void;
  frameReceived(): void;
  frameRefused(reason: FrameRefusal): void;
  /** Seconds from the fact to the fan-out. */
  eventFannedOut(seconds: number, frames: number): void;
  slowReaderDropped(): void;
  subscribed(recovered: boolean): void;
  topicRevoked(): void;
  liveChanged(live: boolean): void;
}
