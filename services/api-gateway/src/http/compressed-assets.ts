import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { chooseEncoding, compress, type Encoding } from './compression.js';

/** Hashed files in compressed form, each compressed once and kept: they never change under their name. */
export interface CompressedAssets {
  /** The encoding to answer in; undefined for a browser, or a file, that takes none. */
  choose(file: string, acceptEncoding: string | undefined): Encoding | undefined;
  /** Undefined when there is no such file. */
  read(file: string, encoding: Encoding): Promise<Buffer | undefined>;
}

export const ASSET_TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json; charset=utf-8',
};
/** The app has about a hundred files; more would be somebody else's. */
const MOST_FILES = 500;
/** Compressed once for all, so it may take longer: much smaller than gzip at a tenth of the time that the best would take. */
const QUALITY = 6;
const FLAT_NAME = /^[\w-][\w.-]*$/;

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

export const createCompressedAssets = (folder: string): CompressedAssets => {
  const known = new Map<string, Promise<Buffer>>();
  return {
    choose(file, acceptEncoding) {
      if (!FLAT_NAME.test(file) || ASSET_TYPES[extname(file)] === undefined) return undefined;
      return chooseEncoding(acceptEncoding);
    },
    async read(file, encoding) {
      const key = `${encoding} ${file}`;
      const compressed =
        known.get(key) ?? readFile(join(folder, file)).then((bytes) => compress(bytes, encoding, QUALITY));
      if (known.size < MOST_FILES) known.set(key, compressed);
      try {
        return await compressed;
      } catch (error) {
        known.delete(key);
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
  };
};
