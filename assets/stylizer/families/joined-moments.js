/**
 * Means and variances of a whole from those of its parts (Chan, Golub and LeVeque, “Updating
 * formulae and a pairwise algorithm for computing sample variances”, 1979).
 */
import {tensor} from '../tfjs/core.js';

/**
 * @typedef {import('@tensorflow/tfjs-core').Tensor} Tensor
 * @typedef {{rows: number, values: ArrayLike<number>[]}} Part
 */

export class JoinedMoments {
  constructor() {
    /** @type {Part[]} */
    this.parts = [];
  }

  /** @param {Tensor[]} moments all means, then all variances @param {number} rows of the part */
  async add(moments, rows) {
    const values = await Promise.all(moments.map((one) => one.data()));
    this.parts.push({rows, values});
  }

  /** @returns {Tensor[]} all means, then all variances, (1, 1, 1, C) each */
  tensors() {
    const count = this.parts[0].values.length / 2;
    const features = Array.from({length: count}, (_, i) => i);
    const means = features.map((i) => this.#average(({values}, c) => values[i][c], this.#channels(i)));
    const variances = features.map((i) =>
      this.#average(({values}, c) => values[count + i][c] + (values[i][c] - means[i][c]) ** 2, this.#channels(i)),
    );
    return [...means, ...variances].map((values) => tensor(values, [1, 1, 1, values.length]));
  }

  /** @param {number} i */
  #channels(i) {
    return this.parts[0].values[i].length;
  }

  /** Over all rows. @param {(part: Part, channel: number) => number} value @param {number} channels */
  #average(value, channels) {
    const rows = this.parts.reduce((sum, part) => sum + part.rows, 0);
    return Float32Array.from({length: channels}, (_, c) =>
      this.parts.reduce((sum, part) => sum + (part.rows / rows) * value(part, c), 0),
    );
  }
}
