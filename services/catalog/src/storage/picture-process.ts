import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { MapFormat } from '../domain/map-image.js';

const bytesSchema = z.custom<Uint8Array>((value) => ArrayBuffer.isView(value));
const pictureSchema = z.object({ bytes: bytesSchema, width: z.int().positive(), height: z.int().positive() });
const answerSchema = z.union([z.object({ picture: pictureSchema }), z.object({ refusal: z.string() })]);

/** What the program says of a picture: its conversion, or why there is none. */
export type PictureAnswer = z.output<typeof answerSchema>;

/** The compiled program, wherever this file runs from. */
const PROGRAM = fileURLToPath(new URL('../../dist/picture-program.js', import.meta.url));
/** Far longer than any plan takes to draw, and what a drawing made to take for ever may cost. */
const LONGEST_MS = 10_000;

/**
 * Converts one picture in a process of its own, which is killed when it takes too long: a drawing of a few kilobytes can keep a
 * renderer busy for hours, and no thread can be stopped from outside. It also gets nothing of this process's secrets, and takes
 * nobody along when it crashes.
 */
export const convertApart = (bytes: Uint8Array, format: MapFormat): Promise<PictureAnswer> =>
  new Promise((resolve, reject) => {
    const program = fork(PROGRAM, [], { serialization: 'advanced', stdio: 'ignore', execArgv: [], env: {} });
    const timer = setTimeout(() => {
      program.kill('SIGKILL');
    }, LONGEST_MS);
    let heard: unknown;
    program.once('message', (message) => {
      heard = message;
    });
    program.once('error', reject);
    program.once('exit', (code, signal) => {
      clearTimeout(timer);
      const answer = answerSchema.safeParse(heard);
      if (answer.success) resolve(answer.data);
      else if (signal === 'SIGKILL') resolve({ refusal: 'it takes too long to draw, or too much memory' });
      else reject(new Error(`the picture's program ended with ${String(signal ?? code)}`));
    });
    program.send({ bytes, format }, (error) => {
      if (error !== null) program.kill('SIGKILL');
    });
  });
