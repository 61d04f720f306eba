import type { UserId } from '@flexspace/kernel';
import { GLOBAL_TOPIC } from './topic.js';

/**
 * What frames are published to inside a gateway: every topic is one, and every person has one, on which the part of the
 * global topic travels that concerns nobody else. A channel's name never leaves the process.
 */
export type Channel = string;

export const userChannel = (id: UserId): Channel => `user:${id}`;

/** All channels that make up a topic for one person. */
export const channelsOf = (topic: string, viewer: UserId): readonly Channel[] =>
  topic === GLOBAL_TOPIC.name ? [topic, userChannel(viewer)] : [topic];
