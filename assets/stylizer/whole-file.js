/**
 * Whether a picture's file is whole, by how its format marks its end: a download or a copy that
 * broke off leaves a file that browsers open all the same, with nothing where the rest would be.
 * Fetched with the first file that is chosen. Pure.
 *
 * @typedef {import('./sniff.js').Kind} Kind
 * @typedef {(bytes: Uint8Array, view: DataView) => boolean} Check both show the whole file
 */

/** @type {Partial<Record<Kind, Check>>} */
const CHECKS = {jpeg, png, gif, webp, bmp, avif: boxes, heic: boxes};

/**
 * @param {Kind} kind @param {Uint8Array} bytes of the file
 * @returns {boolean} true also for kinds whose end is not known; what comes after the end is no matter
 */
export function isWhole(kind, bytes) {
  try {
    return CHECKS[kind]?.(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.length)) ?? true;
  } catch {
    return false; // a number that would say how it goes on is no longer there
  }
}

/** Segments and coded data up to the marker EOI (ITU-T T.81, B.1). @type {Check} */
function jpeg(bytes, view) {
  for (let at = 2; ; ) {
    at = bytes.indexOf(0xff, at);
    if (at === -1) return false;
    while (bytes[at] === 0xff) at++;
    const marker = view.getUint8(at++);
    if (marker === 0xd9) return true;
    const isAlone = marker < 2 || (marker >= 0xd0 && marker < 0xd9);
    if (!isAlone) at += view.getUint16(at);
  }
}

/** Chunks up to IEND (W3C PNG, 5.3). @type {Check} */
function png(bytes, view) {
  let at = 8;
  while (view.getUint32(at + 4) !== 0x49454e44) at += 12 + view.getUint32(at);
  return at + 12 <= bytes.length;
}

/** Blocks up to the trailer (GIF89a, 27). @type {Check} */
function gif(_, view) {
  const colours = (/** @type {number} */ flags) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  let at = 13 + colours(view.getUint8(10));
  for (;;) {
    const introducer = view.getUint8(at++);
    if (introducer === 0x3b) return true;
    at += introducer === 0x2c ? 10 + colours(view.getUint8(at + 8)) : 1;
    for (let size; (size = view.getUint8(at++)) > 0; ) at += size;
  }
}

/** One RIFF chunk, which says its size. @type {Check} */
function webp(bytes, view) {
  return bytes.length >= 8 + view.getUint32(4, true);
}

/** The header says the size of the file; some write 0. @type {Check} */
function bmp(bytes, view) {
  return bytes.length >= view.getUint32(2, true);
}

/** Boxes that each say their size (ISO/IEC 14496-12, 4.2). @type {Check} */
function boxes(bytes, view) {
  let at = 0;
  while (at < bytes.length) {
    const short = view.getUint32(at);
    const size = short === 1 ? Number(view.getBigUint64(at + 8)) : short;
    if (size < 8) return true; // 0: up to the end of the file; other numbers are no box
    at += size;
  }
  return at === bytes.length;
}
