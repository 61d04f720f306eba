import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RoomId } from '@flexspace/kernel';
import type { MapStore } from '../application/ports.js';
import { assertMapKey } from './map-key.js';

const isAbsent = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';

/**
 * Maps as files `<folder>/maps/<room>/<key>`. Written beside, flushed and renamed: whoever opens a map finds all of it or nothing,
 * also after a power cut. For one machine; replicas on several share an object store instead.
 */
export const createDiskMapStore = (folder: string): MapStore => {
  const folderOf = (room: RoomId): string => join(folder, 'maps', String(room));
  const pathOf = (room: RoomId, key: string): string => join(folderOf(room), assertMapKey(key));

  return {
    async put(room, key, bytes) {
      const path = pathOf(room, key);
      await mkdir(folderOf(room), { recursive: true });
      const draft = `${path}.${randomUUID()}.draft`;
      try {
        const file = await open(draft, 'wx', 0o640);
        try {
          await file.writeFile(bytes);
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(draft, path);
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
    },
    async open(room, key) {
      const path = pathOf(room, key);
      try {
        await stat(path);
      } catch (error) {
        if (isAbsent(error)) return undefined;
        throw error;
      }
      return createReadStream(path) as AsyncIterable<Uint8Array>;
    },
    async remove(room, key) {
      await rm(pathOf(room, key), { force: true });
    },
  };
};
