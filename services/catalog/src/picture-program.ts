// A program of its own, and so the other file that touches process: pictures come in one after the other, each is answered.
import process from 'node:process';
import type { MapFormat } from './domain/map-image.js';
import { convertPicture } from './storage/convert-picture.js';
import type { PictureAnswer } from './storage/picture-process.js';

const answer = (message: PictureAnswer): void => {
  process.send?.(message);
};

process.on('message', ({ bytes, format }: { readonly bytes: Uint8Array; readonly format: MapFormat }) => {
  convertPicture(bytes, format).then(
    (picture) => {
      answer({ picture });
    },
    (error: unknown) => {
      answer({ refusal: error instanceof Error ? error.message : String(error) });
    },
  );
});

// An exit would wait for the picture in hand, and whoever wanted it is gone.
process.once('disconnect', () => {
  process.kill(process.pid, 'SIGKILL');
});
