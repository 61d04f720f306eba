/** Bounds of one socket, as the API states them. */
export const LIMITS = {
  inboundBytes: 4 * 1024,
  messagesPerSecond: 20,
  topics: 200,
  /** A reader with more than this unread is too slow. */
  sendBufferBytes: 256 * 1024,
  /** Frames sent again for one subscribe; a client that missed more loads the snapshot with less. */
  replayBytes: 128 * 1024,
  /** Subscribes and unsubscribes that wait for their turn on one socket. */
  waiting: 400,
} as const;
