import type { DraftFrame } from '../../../application/publish-event.js';
import { GLOBAL_TOPIC } from '../../../domain/topic.js';

/**
 * Countries, locations or floors changed. Says nothing about which, because everybody hears it: what a person may see of
 * the change is in the tree that they load.
 */
export const treeChangedFrame = (): DraftFrame => ({
  type: 'tree_changed',
  audience: { kind: 'topic', topic: GLOBAL_TOPIC.name },
  payload: {},
});
