/**
 * How far two pictures of one size are apart: a number, and a picture to look at. Pure.
 *
 * @typedef {import('../pixels.js').Pixels} Pixels
 */

/** How much stronger than it is a difference is shown. */
export const STRONGER = 3;

/** Of bytes. */
const PEAK = 255;

/** Peak signal-to-noise ratio in dB, Infinity for equal ones. @param {Pixels} one @param {Pixels} other */
export function psnr({data: one}, {data: other}) {
  let squares = 0;
  for (let i = 0; i < one.length; i++) if (i % 4 !== 3) squares += (one[i] - other[i]) ** 2;
  return 10 * Math.log10((PEAK ** 2 * (one.length / 4) * 3) / squares);
}

/** Middle grey where they agree; by channel brighter where the first is. @param {Pixels} one @param {Pixels} other @returns {Pixels} */
export function difference({data: one, width, height}, {data: other}) {
  const data = new Uint8ClampedArray(one.length);
  for (let i = 0; i < data.length; i++) data[i] = i % 4 === 3 ? PEAK : 128 + STRONGER * (one[i] - other[i]);
  return {data, width, height};
}
