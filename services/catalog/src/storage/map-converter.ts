import { DomainError, Unavailable } from '@flexspace/kernel';
import type { MapConverter, MapPicture } from '../application/ports.js';
import { TooLarge, UnsupportedMedia } from '../domain/catalog-errors.js';
import { mapFormat, type MapFormat } from '../domain/map-image.js';
import { createPictureProcess, type PictureProcess } from './picture-process.js';

/** As many as can all be done before the last of them stops waiting. */
const MAX_WAITING = 5;
const MS_PER_SECOND = 1_000;
const PIXEL_LIMIT = /pixel limit|too large|dimensions/i;

const convert = async (program: PictureProcess, bytes: Uint8Array, format: MapFormat): Promise<MapPicture> => {
  const answer = await program.convert(bytes, format);
  if ('picture' in answer) return answer.picture;
  if (PIXEL_LIMIT.test(answer.refusal)) throw new TooLarge('A map has at most 40 megapixels.');
  throw new UnsupportedMedia(new Error(answer.refusal));
};

/** Converts one picture at a time, since each may take a second of a core and a hundred megabytes; few may wait. */
export const createMapConverter = (onConverted: (seconds: number) => void): MapConverter & { close(): void } => {
  const program = createPictureProcess();
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();

  return {
    async toWebp(bytes) {
      const format = mapFormat(bytes);
      if (format === undefined) throw new UnsupportedMedia();
      if (waiting >= MAX_WAITING) throw new Unavailable('Map conversion');
      waiting += 1;
      const startedAt = performance.now();
      const mine = last.then(() => convert(program, bytes, format));
      last = mine.catch(() => undefined);
      try {
        const picture = await mine;
        onConverted((performance.now() - startedAt) / MS_PER_SECOND);
        return picture;
      } catch (error) {
        throw error instanceof DomainError ? error : new Unavailable('Map conversion', error);
      } finally {
        waiting -= 1;
      }
    },
    close: () => {
      program.close();
    },
  };
};
