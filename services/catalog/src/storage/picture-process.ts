import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { MapFormat } from '../domain/map-image.js';

const bytesSchema = z.custom<Uint8Array>((value) => ArrayBuffer.isView(value));
const pictureSchema = z.object({ bytes: bytesSchema, width: z.int().positive(), height: z.int().positive() });
const answerSchema = z.union([z.object({ picture: pictureSchema }), z.object({ refusal: z.string() })]);

/** What the program says of a picture: its conversion, or why there is none. */
export type PictureAnswer = z.output<typeof answerSchema>;

export interface PictureProcess {
  /** One at a time. */
  convert(bytes: Uint8Array, format: MapFormat): Promise<PictureAnswer>;
  close(): void;
}

/** The compiled program, wherever this file runs from. */
const PROGRAM = fileURLToPath(new URL('../../dist/picture-program.js', import.meta.url));
/** Far longer than any plan takes to draw, and what a drawing made to take for ever may cost. */
const LONGEST_MS = 10_000;
/** Plans come in rows when a building is set up; in between, the memory is better used by others. */
const IDLE_MS = 30_000;

const startProgram = (): ChildProcess =>
  fork(PROGRAM, [], { serialization: 'advanced', stdio: 'ignore', execArgv: [], env: {} });

/**
 * Converts pictures in a process of their own, which is killed when one takes too long: a drawing of a few kilobytes can keep a
 * renderer busy for hours, and no thread can be stopped from outside. It also gets nothing of this process's secrets, and takes
 * nobody along when it crashes.
 */
export const createPictureProcess = (): PictureProcess => {
  let program: ChildProcess | undefined;
  let idle: NodeJS.Timeout | undefined;

  const close = (): void => {
    clearTimeout(idle);
    program?.kill('SIGKILL');
    program = undefined;
  };
  const running = (): ChildProcess => {
    if (program !== undefined) return program;
    const started = startProgram();
    const forget = (): void => {
      if (program === started) program = undefined;
    };
    started.once('exit', forget);
    started.on('error', forget);
    program = started;
    return started;
  };

  return {
    convert: (bytes, format) =>
      new Promise((resolve, reject) => {
        clearTimeout(idle);
        const mine = running();
        let tooLong = false;
        const timer = setTimeout(() => {
          tooLong = true;
          mine.kill('SIGKILL');
        }, LONGEST_MS);
        const settled = (): void => {
          clearTimeout(timer);
          mine.off('message', answered);
          mine.off('exit', ended);
          mine.off('error', reject);
        };
        const answered = (message: unknown): void => {
          settled();
          idle = setTimeout(close, IDLE_MS);
          const answer = answerSchema.safeParse(message);
          if (answer.success) resolve(answer.data);
          else reject(answer.error);
        };
        const ended = (code: number | null, signal: string | null): void => {
          settled();
          if (tooLong) resolve({ refusal: 'it takes too long to draw' });
          else reject(new Error(`the program for pictures ended with ${String(signal ?? code)}`));
        };
        mine.once('message', answered);
        mine.once('exit', ended);
        mine.once('error', reject);
        mine.send({ bytes, format }, (error) => {
          if (error === null) return;
          settled();
          mine.kill('SIGKILL');
          reject(error);
        });
      }),
    close,
  };
};
