/**
 * Where a network looks: the attention of one place of a content, over the tokens of styles. The
 * queries of the content on show are kept as plain numbers, so that they take no graphics memory.
 */
import {tokenAt} from './token-grid.js';
import {dispose, tensor} from './tfjs/core.js';

/**
 * @typedef {import('@tensorflow/tfjs-core').Tensor} Tensor
 * @typedef {import('./token-grid.js').Place} Place
 * @typedef {{shown: import('./plan.js').Size, input: import('./plan.js').Size}} Sizes
 *
 * @typedef {object} Queries of one level
 * @property {Float32Array} floats one row after the other
 * @property {number} count rows of the whole picture
 * @property {number} kept rows that are in `floats`: every `step`th
 * @property {number} step
 * @property {number} width numbers in a row
 */

/** Most numbers that are kept of a content: 64 MB. Above that, only every second row, or third … */
const KEPT_FLOATS = 2 ** 24;

export class Gaze {
  /** @param {import('./families/index.js').Family} family @param {number} [most] numbers kept */
  constructor(family, most = KEPT_FLOATS) {
    this.family = family;
    this.most = most;
    /** @type {{key: string, levels: Queries[]} | null} of the content looked at last */
    this.last = null;
  }

  /** Whether a content can be asked about without its features. @param {string} key */
  knows(key) {
    return this.last?.key === key;
  }

  /**
   * Keeps the queries of a content.
   * @param {string} key @param {Tensor[]} made queries of the content, which are disposed
   */
  async learn(key, made) {
    const share = this.most / made.length;
    try {
      const levels = await Promise.all(made.map((queries) => kept(queries, share)));
      this.last = {key, levels};
    } finally {
      dispose(made);
    }
  }

  /**
   * The attention of one place over each style's tokens, finest level first.
   * @param {Place} place @param {Sizes} sizes of the content
   * @param {Tensor[]} code of the styles @returns {Promise<Float32Array[]>} a row for each level
   */
  async look(place, sizes, code) {
    const {levels} = /** @type {NonNullable<Gaze['last']>} */ (this.last);
    const rows = levels.map((queries) => rowAt(queries, place, sizes));
    const weights = this.family.weights(rows, code);
    dispose(rows);
    try {
      return /** @type {Float32Array[]} */ (await Promise.all(weights.map((level) => level.data())));
    } finally {
      dispose(weights);
    }
  }
}

/** @param {Tensor} queries (1, N, D) @param {number} limit @returns {Promise<Queries>} */
async function kept(queries, limit) {
  const [, count, width] = queries.shape;
  const all = /** @type {Float32Array} */ (await queries.data());
  const step = Math.ceil((count * width) / limit);
  const rows = Math.ceil(count / step);
  const floats = step === 1 ? all : new Float32Array(rows * width);
  if (step > 1) {
    for (let i = 0; i < rows; i++) {
      floats.set(all.subarray(i * step * width, (i * step + 1) * width), i * width);
    }
  }
  return {floats, count, kept: rows, step, width};
}

/** @param {Queries} queries @param {Place} place @param {Sizes} sizes @returns {Tensor} (1, 1, D) */
function rowAt({floats, count, kept: rows, step, width}, place, sizes) {
  const row = Math.min(rows - 1, Math.round(tokenAt(place, sizes, count) / step));
  return tensor(floats.slice(row * width, (row + 1) * width), [1, 1, width]);
}
