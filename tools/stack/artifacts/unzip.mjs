import { chmodSync, closeSync, fstatSync, mkdirSync, openSync, readSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { StackError } from '../stack-error.mjs';

const END_OF_DIRECTORY = Buffer.from('PK\x05\x06', 'latin1');
const END_LENGTH = 22;
const LONGEST_COMMENT = 65_535;
const DEFLATED = 8;

/**
 * Unpacks a zip with Node alone (wheels are zips too), keeping the executable bits.
 * @param {string} file
 * @param {string} into
 * @param {{ strip?: number, only?: (name: string) => boolean }} [options] leading folders to drop; which entries to take
 */
export function unzip(file, into, { strip = 0, only = () => true } = {}) {
  const descriptor = openSync(file, 'r');
  try {
    for (const entry of readDirectory(descriptor, file)) {
      const name = entry.name.split('/').slice(strip).join('/');
      if (name === '' || name.endsWith('/') || !only(entry.name)) continue;
      const target = path.resolve(into, name);
      if (!target.startsWith(path.resolve(into) + path.sep))
        throw notAZip(file, `the entry ${entry.name} points outside`);
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, contentOf(descriptor, entry));
      if ((entry.mode & 0o111) !== 0) chmodSync(target, 0o755);
    }
  } finally {
    closeSync(descriptor);
  }
}

/**
 * @typedef {{ name: string, method: number, packedSize: number, mode: number, offset: number }} Entry
 * @param {number} descriptor
 * @param {string} file
 * @returns {Entry[]}
 */
function readDirectory(descriptor, file) {
  const { size } = fstatSync(descriptor);
  const tailLength = Math.min(size, END_LENGTH + LONGEST_COMMENT);
  const tail = readAt(descriptor, size - tailLength, tailLength);
  const end = tail.lastIndexOf(END_OF_DIRECTORY);
  if (end < 0) throw notAZip(file, 'its directory is missing');
  const directory = readAt(descriptor, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
  /** @type {Entry[]} */
  const entries = [];
  for (let at = 0; entries.length < tail.readUInt16LE(end + 10);) {
    const nameLength = directory.readUInt16LE(at + 28);
    entries.push({
      name: directory.toString('utf8', at + 46, at + 46 + nameLength),
      method: directory.readUInt16LE(at + 10),
      packedSize: directory.readUInt32LE(at + 20),
      mode: directory.readUInt32LE(at + 38) >>> 16,
      offset: directory.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/**
 * @param {number} descriptor
 * @param {Entry} entry
 */
function contentOf(descriptor, entry) {
  // The local header repeats the name but may carry another extra field, so its lengths are read and not assumed.
  const header = readAt(descriptor, entry.offset, 30);
  const start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  const packed = readAt(descriptor, start, entry.packedSize);
  return entry.method === DEFLATED ? inflateRawSync(packed) : packed;
}

/**
 * @param {number} descriptor
 * @param {number} position
 * @param {number} length
 */
function readAt(descriptor, position, length) {
  const buffer = Buffer.alloc(length);
  readSync(descriptor, buffer, 0, length, position);
  return buffer;
}

/**
 * @param {string} file
 * @param {string} why
 */
function notAZip(file, why) {
  return new StackError(
    `${path.basename(file)} is not a usable archive: ${why}.`,
    'Start again, so that it is fetched anew.',
  );
}
