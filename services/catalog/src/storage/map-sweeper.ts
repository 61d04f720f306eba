import { MINUTE_US, plus, type Clock } from '@flexspace/kernel';
import type { MapStore } from '../application/ports.js';
import type { UnusedMapFiles } from './map-file-store.js';

/** Longer than any upload takes between its file and its room, and any reader to finish an old map. */
const GRACE_US = 30 * MINUTE_US;
const BATCH = 100;

export interface MapSweeper {
  /** Deletes the files that nobody uses any more; the number deleted. */
  sweep(): Promise<number>;
}

interface SweeperParts {
  readonly files: UnusedMapFiles;
  readonly maps: MapStore;
  readonly clock: Clock;
}

/** Deletes replaced maps and those whose upload died: the file first, so that one that is left is still on record. */
export const createMapSweeper = ({ files, maps, clock }: SweeperParts): MapSweeper => ({
  async sweep() {
    const unused = await files.unusedSince(plus(clock.now(), -GRACE_US), BATCH);
    for (const { roomId, key } of unused) {
      await maps.remove(roomId, key);
      await files.forget(roomId, key);
    }
    return unused.length;
  },
});
