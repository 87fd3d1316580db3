/**
 * Pixel arithmetic on plain RGBA bytes: flattening, mirroring, cropping, alpha. Pure, no DOM.
 *
 * @typedef {{data: Uint8ClampedArray, width: number, height: number}} Pixels RGBA, row by row
 */

/**
 * Composites a picture over white and sets its alpha aside.
 * @param {Pixels} pixels
 * @returns {{flat: Pixels, alpha: Uint8ClampedArray | null}} alpha is null when all is opaque
 */
export function flatten({data, width, height}) {
  const count = width * height;
  const flat = new Uint8ClampedArray(data.length);
  const alpha = new Uint8ClampedArray(count);
  let opaque = true;
  for (let i = 0, p = 0; i < count; i++, p += 4) {
    const a = data[p + 3];
    const white = 255 - a;
    opaque &&= a === 255;
    alpha[i] = a;
    for (let c = 0; c < 3; c++) flat[p + c] = (data[p + c] * a) / 255 + white;
    flat[p + 3] = 255;
  }
  return {flat: {data: flat, width, height}, alpha: opaque ? null : alpha};
}

/**
 * Resizes an opaque picture by averaging what each new pixel covers: for builds, where there is no
 * canvas to do it.
 * @param {Pixels} pixels @param {{width: number, height: number}} size @returns {Pixels}
 */
export function resized(pixels, size) {
  if (pixels.width === size.width && pixels.height === size.height) return pixels;
  const [across, down] = [covers(pixels.width, size.width), covers(pixels.height, size.height)];
  const data = new Uint8ClampedArray(size.width * size.height * 4);
  down.forEach((rows, y) => {
    across.forEach((columns, x) => {
      const at = (y * size.width + x) * 4;
      for (let c = 0; c < 4; c++) {
        let sum = 0;
        for (const [row, high] of rows) {
          for (const [column, wide] of columns) {
            sum += high * wide * pixels.data[(row * pixels.width + column) * 4 + c];
          }
        }
        data[at + c] = sum;
      }
    });
  });
  return {data, ...size};
}

/**
 * The old pixels that each new one covers, and their shares of it.
 * @param {number} old @param {number} length both in pixels @returns {[number, number][][]}
 */
function covers(old, length) {
  const scale = old / length;
  return Array.from({length}, (_, i) => {
    const [start, end] = [i * scale, (i + 1) * scale];
    /** @type {[number, number][]} */
    const parts = [];
    for (let at = Math.floor(start); at < Math.min(end, old); at++) {
      const share = (Math.min(end, at + 1) - Math.max(start, at)) / scale;
      if (share > 1e-9) parts.push([at, share]);
    }
    return parts;
  });
}

/**
 * Extends a picture to the right and downwards by mirroring it, as often as needed, so that even
 * a picture one pixel wide fills the size.
 * @param {Pixels} pixels @param {{width: number, height: number}} size @returns {Pixels}
 */
export function mirrored({data, width, height}, size) {
  if (width === size.width && height === size.height) return {data, width, height};
  const source = new Uint32Array(data.buffer, data.byteOffset, width * height);
  const target = new Uint32Array(size.width * size.height);
  const columns = Uint32Array.from({length: size.width}, (_, x) => reflect(x, width));
  for (let y = 0; y < size.height; y++) {
    const row = reflect(y, height) * width;
    for (let x = 0; x < size.width; x++) target[y * size.width + x] = source[row + columns[x]];
  }
  return {data: new Uint8ClampedArray(target.buffer), ...size};
}

/**
 * Index into `length` pixels after mirroring without repeating the edge: 0 1 2 1 0 1 2 …
 * @param {number} i @param {number} length
 */
function reflect(i, length) {
  if (length === 1) return 0;
  const period = 2 * (length - 1);
  const phase = i % period;
  return phase < length ? phase : period - phase;
}

/**
 * Network input: RGB in [0, 1], (1, height, width, 3) row by row.
 * @param {Pixels} pixels @returns {Float32Array}
 */
export function toFloats({data, width, height}) {
  const floats = new Float32Array(width * height * 3);
  for (let p = 0, f = 0; f < floats.length; p += 4, f += 3) {
    floats[f] = data[p] / 255;
    floats[f + 1] = data[p + 1] / 255;
    floats[f + 2] = data[p + 2] / 255;
  }
  return floats;
}

/**
 * Network output back to bytes, cropped to the top left `size`, opaque.
 * @param {ArrayLike<number>} floats RGB in [0, 1] @param {number} stride pixels in a row of `floats`
 * @param {{width: number, height: number}} size @returns {Pixels}
 */
export function fromFloats(floats, stride, {width, height}) {
  const data = new Uint8ClampedArray(width * height * 4);
  let p = 0;
  for (let y = 0; y < height; y++) {
    let f = y * stride * 3;
    for (let x = 0; x < width; x++) {
      data[p++] = floats[f++] * 255;
      data[p++] = floats[f++] * 255;
      data[p++] = floats[f++] * 255;
      data[p++] = 255;
    }
  }
  return {data, width, height};
}

/**
 * Gives a result its content's transparency back, in place.
 * @param {Pixels} pixels @param {Uint8ClampedArray | null} alpha @returns {Pixels}
 */
export function withAlpha(pixels, alpha) {
  if (alpha) for (let i = 0; i < alpha.length; i++) pixels.data[4 * i + 3] = alpha[i];
  return pixels;
}
