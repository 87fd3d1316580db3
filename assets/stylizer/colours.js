/**
 * Colours of a finished picture: those of its content kept, or those of its styles taken over.
 * Works on pixels that are painted already, so that it follows a slider without the network. Pure.
 *
 * Keeping is what image editors call the blend mode “colour”: luma of the result, the rest of the
 * content, and where that is no colour a screen has, less of it (W3C Compositing, 10.2). Taking
 * over is the affine map between two normal distributions of colours that moves colours least
 * (Pitié and Kokaram, “The linear Monge-Kantorovitch linear colour mapping”, 2007).
 *
 * @typedef {import('./pixels.js').Pixels} Pixels
 * @typedef {import('./matrices.js').Matrix} Matrix
 * @typedef {{mean: number[], covariance: Matrix}} Palette of RGB in [0, 255]
 *
 * @typedef {object} Painted
 * @property {Pixels} before the content
 * @property {Pixels} painted the result as the network made it, of the same size
 * @property {{pixels: Pixels, weight: number}[]} palette the styles, with weights of sum 1
 */
import {identity, inverseRoot, product, root} from './matrices.js';

/** Luma of RGB (ITU-R BT.601). */
const LUMA = [0.299, 0.587, 0.114];

/** About how many pixels a palette is read from. */
const SAMPLES = 2 ** 16;

/** Variance added to every colour axis: a grey picture has none to be stretched. */
const LEAST_VARIANCE = 25;

/**
 * @param {Painted} picture
 * @param {{keepColours: number, matchColours: number}} shares in [0, 1]
 * @returns {Pixels} the painted picture itself when neither is asked for
 */
export function recoloured({before, painted, palette}, {keepColours, matchColours}) {
  if (!(keepColours || matchColours)) return painted;
  const matched = matchColours ? withPalette(painted, palette, matchColours) : painted;
  return keepColours ? withColoursOf(before, matched, keepColours) : matched;
}

/** @param {Pixels} content @param {Pixels} pixels @param {number} share @returns {Pixels} */
function withColoursOf(content, {data: from, ...size}, share) {
  const data = new Uint8ClampedArray(from);
  const [wr, wg, wb] = LUMA;
  for (let p = 0; p < from.length; p += 4) {
    const luma = wr * from[p] + wg * from[p + 1] + wb * from[p + 2];
    const [red, green, blue] = [content.data[p], content.data[p + 1], content.data[p + 2]];
    const lift = luma - (wr * red + wg * green + wb * blue);
    const low = Math.min(red, green, blue) + lift;
    const high = Math.max(red, green, blue) + lift;
    let chroma = 1;
    if (low < 0) chroma = luma / (luma - low);
    if (high > 255) chroma = Math.min(chroma, (255 - luma) / (high - luma));
    for (let c = 0; c < 3; c++) {
      const colour = luma + chroma * (content.data[p + c] + lift - luma);
      data[p + c] = from[p + c] + share * (colour - from[p + c]);
    }
  }
  return {data, ...size};
}

/**
 * @param {Pixels} pixels @param {Painted['palette']} styles @param {number} share @returns {Pixels}
 */
function withPalette(pixels, styles, share) {
  const own = paletteOf([{pixels, weight: 1}]);
  const theirs = paletteOf(styles);
  const {data: from, ...size} = pixels;
  const data = new Uint8ClampedArray(from);
  const map = between(own.covariance, theirs.covariance).map((row, i) =>
    row.map((value, k) => share * value + (i === k ? 1 - share : 0)),
  );
  const [red0, green0, blue0] = map.map((row, i) =>
    row.reduce((rest, value, k) => rest - value * own.mean[k], own.mean[i] + share * (theirs.mean[i] - own.mean[i])),
  );
  const [[rr, rg, rb], [gr, gg, gb], [br, bg, bb]] = map;
  for (let p = 0; p < from.length; p += 4) {
    const [red, green, blue] = [from[p], from[p + 1], from[p + 2]];
    data[p] = red0 + rr * red + rg * green + rb * blue;
    data[p + 1] = green0 + gr * red + gg * green + gb * blue;
    data[p + 2] = blue0 + br * red + bg * green + bb * blue;
  }
  return {data, ...size};
}

/** The symmetric map that turns one covariance into another. @param {Matrix} from @param {Matrix} to */
function between(from, to) {
  const [half, back] = [root(from), inverseRoot(from)];
  return product(back, product(root(product(half, product(to, half))), back));
}

/**
 * Mean and covariance of the colours of pictures together; what is transparent does not count.
 * @param {{pixels: Pixels, weight: number}[]} pictures @returns {Palette}
 */
export function paletteOf(pictures) {
  const mean = [0, 0, 0];
  const second = identity(0);
  for (const {pixels, weight} of pictures) {
    const {data} = pixels;
    const stride = 4 * Math.max(1, Math.floor(data.length / 4 / SAMPLES));
    let count = 1e-9;
    for (let p = 3; p < data.length; p += stride) count += data[p];
    for (let p = 0; p < data.length; p += stride) {
      const part = (weight * data[p + 3]) / count;
      for (let i = 0; i < 3; i++) {
        mean[i] += part * data[p + i];
        for (let k = 0; k < 3; k++) second[i][k] += part * data[p + i] * data[p + k];
      }
    }
  }
  const covariance = identity(LEAST_VARIANCE).map((row, i) =>
    row.map((least, k) => least + second[i][k] - mean[i] * mean[k]),
  );
  return {mean, covariance};
}
