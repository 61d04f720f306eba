export { useRealtime, useTopics } from './store.js';
export type { LinkState, LinkStatus } from './client.js';
export type { LiveEvent } from './events.js';
export type { TopicListener } from './topics.js';
export { isAtOrBelow } from './position.js';
