import sharp, { type Sharp } from 'sharp';
import type { MapPicture } from '../application/ports.js';
import { MAP_MAX_PIXELS, type MapFormat } from '../domain/map-image.js';

/** Larger shows nothing more on a screen, and WebP itself ends at 16,383. */
const MAX_SIDE = 8_192;
/** A drawing has no pixels of its own: its longer side gets about this many. */
const DRAWING_SIDE = 2_400;
const DRAWING_DPI = 72;
const DRAWING_MAX_SCALE = 20;
const QUALITY = 85;
const TIMEOUT_SECONDS = 5;

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

/** Any accepted picture as WebP without metadata. Throws sharp's errors. Only for picture-program.ts: it may run for hours. */
export const convertPicture = async (bytes: Uint8Array, format: MapFormat): Promise<MapPicture> => {
  const density = format === 'svg' ? await drawingDensity(bytes) : undefined;
  // sharp writes no metadata unless told to; the camera's orientation is applied before it is lost.
  const { data, info } = await open(bytes, density)
    .autoOrient()
    .resize({ width: MAX_SIDE, height: MAX_SIDE, fit: 'inside', withoutEnlargement: true })
    .webp({ quality: QUALITY })
    .toBuffer({ resolveWithObject: true });
  return { bytes: data, width: info.width, height: info.height };
};
