/**
 * Tells what kind of file a picture is from its first bytes, whatever its name says. Pure.
 *
 * @typedef {'jpeg'|'png'|'gif'|'webp'|'bmp'|'avif'|'heic'|'svg'|'tiff'|'jxl'|'pdf'|'video'|'unknown'} Kind
 */

/** How many bytes `sniff` needs to see. */
export const SNIFF_BYTES = 512;

/** Signatures at an offset; the first that matches names the kind. */
const SIGNATURES = /** @type {[Kind, number, string][]} */ ([
  ['jpeg', 0, '\xff\xd8\xff'],
  ['png', 0, '\x89PNG\r\n\x1a\n'],
  ['gif', 0, 'GIF8'],
  ['webp', 8, 'WEBP'],
  ['bmp', 0, 'BM'],
  ['tiff', 0, 'II*\0'],
  ['tiff', 0, 'MM\0*'],
  ['jxl', 0, '\xff\x0a'],
  ['jxl', 4, 'JXL '],
  ['pdf', 0, '%PDF'],
  ['video', 0, '\x1aE\xdf\xa3'],
]);

/** Brands of the ISO base media format, which HEIC, AVIF and MP4 share. */
const BRANDS = /** @type {[Kind, RegExp][]} */ ([
  ['avif', /avif|avis/],
  ['heic', /hei[cfsxm]|hev[cx]|mif1|msf1/],
]);

/** @param {Uint8Array} bytes the first `SNIFF_BYTES` of a file @returns {Kind} */
export function sniff(bytes) {
  const text = String.fromCharCode(...bytes.subarray(0, SNIFF_BYTES));
  if (text.startsWith('ftyp', 4)) {
    const brands = text.slice(8, Math.min(64, new DataView(copy(bytes)).getUint32(0)));
    return BRANDS.find(([, brand]) => brand.test(brands))?.[0] ?? 'video';
  }
  const known = SIGNATURES.find(([, offset, magic]) => text.startsWith(magic, offset));
  if (known) return known[0];
  return /^\s*(<\?xml[^]*)?(<!--[^]*-->\s*)?(<!DOCTYPE svg[^]*)?<svg[\s>]/.test(text)
    ? 'svg'
    : 'unknown';
}

/** @param {Uint8Array} bytes */
const copy = (bytes) => bytes.slice(0, 8).buffer;
