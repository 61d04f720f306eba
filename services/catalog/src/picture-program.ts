// A program of its own, and so the other file that touches process: one picture comes in, one answer goes out, and it ends.
import process from 'node:process';
import type { MapFormat } from './domain/map-image.js';
import { convertPicture } from './storage/convert-picture.js';
import type { PictureAnswer } from './storage/picture-process.js';

const answer = (message: PictureAnswer): void => {
  process.send?.(message, () => {
    process.disconnect();
  });
};

process.once('message', ({ bytes, format }: { readonly bytes: Uint8Array; readonly format: MapFormat }) => {
  convertPicture(bytes, format).then(
    (picture) => {
      answer({ picture });
    },
    (error: unknown) => {
      answer({ refusal: error instanceof Error ? error.message : String(error) });
    },
  );
});
