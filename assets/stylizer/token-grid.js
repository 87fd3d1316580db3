/**
 * Where tokens lie: a network looks at a picture through a grid of them, one for each square of
 * pixels, row by row. Pure.
 *
 * @typedef {import('./plan.js').Size} Size
 *
 * @typedef {object} Place a point of a picture, as shares of its width and height
 * @property {number} x from 0 at the left to 1 at the right
 * @property {number} y from 0 at the top to 1 at the bottom
 *
 * @typedef {object} Grid one number for each token, row by row
 * @property {number} width in tokens
 * @property {number} height
 * @property {Float32Array} values
 * @property {number} side of a token, in pixels of the picture as the network sees it
 */

/**
 * Side of a token, in pixels.
 * @param {Size} input size the network sees @param {number} count tokens of the whole
 */
export const tokenSide = ({width, height}, count) => Math.sqrt((width * height) / count);

/**
 * The token that a place of a picture belongs to. A place on the right or lower edge belongs to the
 * last pixel; no place belongs to a token that only the padding fills.
 * @param {Place} place of the picture without its padding
 * @param {{shown: Size, input: Size}} sizes without and with padding, which is right and below
 * @param {number} count tokens of the whole
 * @returns {number} index of the token
 */
export function tokenAt({x, y}, {shown, input}, count) {
  const side = tokenSide(input, count);
  const step = (/** @type {number} */ share, /** @type {number} */ length) =>
    Math.floor(Math.min(Math.max(0, Math.floor(share * length)), length - 1) / side);
  return step(y, shown.height) * Math.round(input.width / side) + step(x, shown.width);
}

/**
 * The weights of tokens that show something of the picture, without those of its padding alone,
 * as shares of their sum.
 * @param {Float32Array} weights of all tokens @param {{shown: Size, input: Size}} sizes
 * @returns {Grid}
 */
export function cropped(weights, {shown, input}) {
  const side = tokenSide(input, weights.length);
  const stride = Math.round(input.width / side);
  const [width, height] = [Math.ceil(shown.width / side), Math.ceil(shown.height / side)];
  const values = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    values.set(weights.subarray(y * stride, y * stride + width), y * width);
  }
  return {width, height, side, values: normalised(values)};
}

/** The same numbers with sum 1; equal ones where all are 0. @param {Float32Array} values */
export function normalised(values) {
  const sum = values.reduce((a, b) => a + b, 0);
  return sum > 0 ? values.map((value) => value / sum) : values.fill(1 / values.length);
}
