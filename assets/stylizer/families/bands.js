/**
 * Large pictures in horizontal bands: what is only convolutions and pooling needs no more of a
 * picture than the rows near those it makes, so memory is bounded by the band. Each band is cut
 * with `reach` more rows above and below, and these are dropped from what was made of it.
 */
import {concat, dispose, slice} from '../tfjs/core.js';

/**
 * @typedef {import('@tensorflow/tfjs-core').Tensor} Tensor
 *
 * @typedef {object} Cut heights in rows of the first tensor; both keep every tensor's rows whole
 * @property {number} rows of a band, without its surroundings
 * @property {number} reach rows around a band that its own depend on
 */

/**
 * @param {Tensor[]} tensors one picture at several scales, each (1, height, width, C)
 * @param {Cut} cut
 * @param {(band: Tensor[]) => Tensor[]} compute local; of a band as of the whole
 * @param {(made: Tensor[], share: number) => Promise<void>} step awaited after each band
 * @returns {Promise<Tensor[]>} what `compute` would make of the whole
 */
export async function inBands(tensors, {rows, reach}, compute, step) {
  const height = rowsOf(tensors[0]);
  if (rows >= height) {
    const made = compute(tensors);
    await step(made, 1);
    return made;
  }
  /** @type {Tensor[][]} */
  const bands = [];
  for (let top = 0; top < height; top += rows) {
    const bottom = Math.min(height, top + rows);
    const from = Math.max(0, top - reach);
    const to = Math.min(height, bottom + reach);
    const band = tensors.map((tensor) => between(tensor, from / height, to / height));
    const made = compute(band);
    dispose(band);
    const whole = to - from;
    bands.push(made.map((tensor) => between(tensor, (top - from) / whole, (bottom - from) / whole)));
    dispose(made);
    await step(/** @type {Tensor[]} */ (bands.at(-1)), (bottom - top) / height);
  }
  return bands[0].map((_, i) => {
    const parts = bands.map((band) => band[i]);
    const joined = concat(parts, 1);
    dispose(parts);
    return joined;
  });
}

/**
 * Rows of a picture; `from` and `to` are shares of its height that fall between two rows. What has
 * a single row speaks of the whole picture, and goes with every band.
 * @param {Tensor} picture (1, H, W, C) @param {number} from @param {number} to
 */
function between(picture, from, to) {
  const [, height, width, channels] = picture.shape;
  if (height === 1) return picture.clone();
  const top = Math.round(from * height);
  const bottom = Math.round(to * height);
  return slice(picture, [0, top, 0, 0], [1, bottom - top, width, channels]);
}

/** @param {Tensor} picture (1, H, W, C) */
const rowsOf = (picture) => /** @type {number} */ (picture.shape[1]);
