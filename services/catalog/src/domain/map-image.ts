export const MAP_MAX_BYTES = 10 * 1024 * 1024;
export const MAP_MAX_PIXELS = 40_000_000;

export type MapFormat = 'png' | 'jpeg' | 'webp' | 'svg';

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] as const;
const JPEG = [0xff, 0xd8, 0xff] as const;
const RIFF = [0x52, 0x49, 0x46, 0x46] as const;
const WEBP = [0x57, 0x45, 0x42, 0x50] as const;
const WEBP_AT = 8;
/** How much of a text is searched for the beginning of a drawing. */
const SVG_PROLOGUE_BYTES = 4_096;
const SVG =
  /^\uFEFF?\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--(?:(?!-->)[\s\S])*-->\s*)*(?:<!DOCTYPE svg[^>[]*>\s*)?(?:<!--(?:(?!-->)[\s\S])*-->\s*)*<svg[\s>/]/i;

const startsWith = (bytes: Uint8Array, magic: readonly number[], at = 0): boolean =>
  magic.every((byte, index) => bytes[at + index] === byte);

/** What kind of picture the bytes are, whatever the file was called; undefined for everything that is not kept as a map. */
export const mapFormat = (bytes: Uint8Array): MapFormat | undefined => {
  if (startsWith(bytes, PNG)) return 'png';
  if (startsWith(bytes, JPEG)) return 'jpeg';
  if (startsWith(bytes, RIFF) && startsWith(bytes, WEBP, WEBP_AT)) return 'webp';
  const text = new TextDecoder().decode(bytes.subarray(0, SVG_PROLOGUE_BYTES));
  return SVG.test(text) ? 'svg' : undefined;
};
