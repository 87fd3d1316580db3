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
 *
 * @typedef {object} Band rows of a picture
 * @property {number} top the first that it makes
 * @property {number} bottom the first that it does not
 * @property {number} from the first that is cut for it
 * @property {number} to the first that is not
 */

/** @param {number} height @param {Cut} cut @returns {Band[]} */
export function bandsOf(height, {rows, reach}) {
  const count = Math.ceil(height / Math.min(rows, height));
  return Array.from({length: count}, (_, i) => {
    const top = count === 1 ? 0 : i * rows;
    const bottom = Math.min(height, top + rows);
    return {top, bottom, from: Math.max(0, top - reach), to: Math.min(height, bottom + reach)};
  });
}

/**
 * @param {Tensor[]} tensors one picture at several scales, each (1, height, width, C)
 * @param {Cut} cut
 * @param {(band: Tensor[]) => Tensor[]} compute local; of a band as of the whole
 * @param {(made: Tensor[], share: number) => Promise<void>} step awaited after each band
 * @returns {Promise<Tensor[]>} what `compute` would make of the whole
 */
export async function inBands(tensors, cut, compute, step) {
  const height = /** @type {number} */ (tensors[0].shape[1]);
  if (cut.rows >= height) {
    const made = compute(tensors);
    await step(made, 1);
    return made;
  }
  /** @type {Tensor[][]} */
  const parts = [];
  for (const band of bandsOf(height, cut)) {
    const cutOut = tensors.map((tensor) => between(tensor, band.from / height, band.to / height));
    const made = compute(cutOut);
    dispose(cutOut);
    parts.push(made.map((tensor) => inside(tensor, band)));
    dispose(made);
    await step(/** @type {Tensor[]} */ (parts.at(-1)), (band.bottom - band.top) / height);
  }
  return joined(parts);
}

/** Of what was made of a band with its surroundings, the band. @param {Tensor} made @param {Band} band */
export function inside(made, {top, bottom, from, to}) {
  return between(made, (top - from) / (to - from), (bottom - from) / (to - from));
}

/** One below the other; the parts are disposed. @param {Tensor[][]} parts of each band @returns {Tensor[]} */
export function joined(parts) {
  return parts[0].map((first, i) => {
    if (parts.length === 1) return first;
    const pieces = parts.map((part) => part[i]);
    const whole = concat(pieces, 1);
    dispose(pieces);
    return whole;
  });
}

/**
 * Rows of a picture; `from` and `to` are shares of its height that fall between two rows. What has
 * a single row speaks of the whole picture, and goes with every band.
 * @param {Tensor} picture (1, H, W, C) @param {number} from @param {number} to
 */
export function between(picture, from, to) {
  const [, height, width, channels] = picture.shape;
  const [top, bottom] = height === 1 ? [0, 1] : [Math.round(from * height), Math.round(to * height)];
  return slice(picture, [0, top, 0, 0], [1, bottom - top, width, channels]);
}
