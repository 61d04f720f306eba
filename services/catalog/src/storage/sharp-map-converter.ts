import { Unavailable } from '@flexspace/kernel';
import sharp, { type Sharp } from 'sharp';
import type { MapConverter, MapPicture } from '../application/ports.js';
import { TooLarge, UnsupportedMedia } from '../domain/catalog-errors.js';
import { MAP_MAX_PIXELS, mapFormat, type MapFormat } from '../domain/map-image.js';

/** Larger shows nothing more on a screen, and WebP itself ends at 16,383. */
const MAX_SIDE = 8_192;
/** A drawing has no pixels of its own: its longer side gets about this many. */
const DRAWING_SIDE = 2_400;
const DRAWING_DPI = 72;
const DRAWING_MAX_SCALE = 20;
const QUALITY = 85;
const TIMEOUT_SECONDS = 5;
const MAX_WAITING = 8;
const MS_PER_SECOND = 1_000;

const PIXEL_LIMIT = /pixel limit|too large|dimensions/i;

// One thread, no cache, and only the loaders of what is accepted: a picture is foreign code's favourite way in.
sharp.concurrency(1);
sharp.cache(false);
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['VipsForeignLoadPng', 'VipsForeignLoadJpeg', 'VipsForeignLoadWebp', 'VipsForeignLoadSvg'],
});

const open = (bytes: Uint8Array, density?: number): Sharp =>
  sharp(bytes, {
    limitInputPixels: MAP_MAX_PIXELS,
    failOn: 'warning',
    pages: 1,
    ...(density !== undefined && { density }),
  }).timeout({ seconds: TIMEOUT_SECONDS });

/** How many dots an inch must have for a drawing to come out about DRAWING_SIDE pixels long. */
const drawingDensity = async (bytes: Uint8Array): Promise<number> => {
  const { width, height } = await open(bytes).metadata();
  const scale = DRAWING_SIDE / Math.max(width, height, 1);
  return Math.round(DRAWING_DPI * Math.min(Math.max(scale, 1), DRAWING_MAX_SCALE));
};

const convert = async (bytes: Uint8Array, format: MapFormat): Promise<MapPicture> => {
  const density = format === 'svg' ? await drawingDensity(bytes) : undefined;
  // sharp writes no metadata unless told to; the camera's orientation is applied before it is lost.
  const { data, info } = await open(bytes, density)
    .autoOrient()
    .resize({ width: MAX_SIDE, height: MAX_SIDE, fit: 'inside', withoutEnlargement: true })
    .webp({ quality: QUALITY })
    .toBuffer({ resolveWithObject: true });
  return { bytes: data, width: info.width, height: info.height };
};

/** Converts one picture at a time, since each may take a second of a core and a hundred megabytes; few may wait. */
export const createSharpMapConverter = (onConverted: (seconds: number) => void): MapConverter => {
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();

  return {
    async toWebp(bytes) {
      const format = mapFormat(bytes);
      if (format === undefined) throw new UnsupportedMedia();
      if (waiting >= MAX_WAITING) throw new Unavailable('Map conversion');
      waiting += 1;
      const startedAt = performance.now();
      const mine = last.then(() => convert(bytes, format));
      last = mine.catch(() => undefined);
      try {
        const picture = await mine;
        onConverted((performance.now() - startedAt) / MS_PER_SECOND);
        return picture;
      } catch (error) {
        if (error instanceof Error && PIXEL_LIMIT.test(error.message)) {
          throw new TooLarge('A map has at most 40 megapixels.');
        }
        throw new UnsupportedMedia(error);
      } finally {
        waiting -= 1;
      }
    },
  };
};
