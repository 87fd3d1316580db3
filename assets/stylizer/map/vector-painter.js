/**
 * A network whose styles are vectors, in its worker or under Node: pictures to vectors, and contents
 * painted with a vector.
 *
 * Where a network knows a style as a vector (Ghiasi et al. 2017, arXiv 1705.06830) that is the vector.
 * Where it looks at a style with attention, the vector is what AdaIN takes of it (Huang and Belongie 2017,
 * arXiv 1703.06868): means and spreads. As a code again it is a style of a single token, so that
 * every place sees the same.
 */
import {dispose, tensor} from '../tfjs/core.js';
import {toFloats} from '../pixels.js';

/**
 * @typedef {import('@tensorflow/tfjs-core').Tensor} Tensor
 * @typedef {import('../pixels.js').Pixels} Pixels
 */

/** Networks such as these take small pictures as a whole. */
const PACE = {pixels: Infinity, step: async () => {}};

export class VectorPainter {
  /** @param {import('../studio.js').Studio} studio @param {import('../protocol.js').Card} card */
  constructor(studio, {nodes}) {
    this.studio = studio;
    this.levels = nodes.keys.length;
    /** @type {number[][]} of the tensors of a code, whose values have one token */
    this.shapes = [];
    this.painted = 0;
  }

  /** @param {Pixels} pixels of a size that the network takes @returns {Promise<Float32Array>} */
  async encode(pixels) {
    const image = tensor(toFloats(pixels), [1, pixels.height, pixels.width, 3]);
    const code = await this.studio.family.encodeStyle(image, PACE);
    image.dispose();
    const {levels} = this;
    const parts = await Promise.all(
      code.slice(levels).map(async (one, i) => {
        const data = await one.data();
        return i < levels ? spreads(data, /** @type {number} */ (one.shape[2])) : Float32Array.from(data);
      }),
    );
    this.shapes = code.map(({shape}, i) => {
      if (i < levels) return [1, /** @type {number} */ (shape[1]), 1];
      return i < 2 * levels ? [1, 1, /** @type {number} */ (shape[2])] : shape;
    });
    dispose(code);
    return joined(parts);
  }

  /** @param {ArrayLike<number>} vector @returns {Tensor[]} the code of a style */
  code(vector) {
    let end = 0;
    return this.shapes.map((shape, i) => {
      const count = shape.reduce((product, side) => product * side, 1);
      if (i < this.levels) return tensor(new Float32Array(count), shape);
      const values = Float32Array.from({length: count}, (_, j) => vector[end + j]);
      end += count;
      return tensor(i < 2 * this.levels ? squares(values) : values, shape);
    });
  }

  /**
   * @param {{key: string, pixels: Pixels}} content of a size that the network takes; the key names it
   * @param {import('../plan.js').Size} crop size of the result
   * @param {ArrayLike<number>} vector @returns {Promise<Pixels>}
   */
  async paint(content, crop, vector) {
    if (this.shapes.length === 0) await this.encode(content.pixels); // in a worker that was begun anew
    const key = `vector ${++this.painted}`;
    await this.studio.codes.get(key, async () => this.code(vector));
    const styles = [{key, weight: 1}];
    const rest = {own: null, strength: 1, keepDetail: 1, iterations: 1, pixels: Infinity, crop};
    return this.studio.stylize({content, styles, ...rest});
  }
}

/**
 * Values and their squares of many tokens, to their mean and spread.
 * @param {ArrayLike<number>} data (M, 2F) @param {number} width 2F
 */
function spreads(data, width) {
  const sums = new Float64Array(width);
  for (let i = 0; i < data.length; i++) sums[i % width] += data[i];
  const means = sums.map((sum) => (sum * width) / data.length);
  return Float32Array.from(means, (mean, i) =>
    2 * i < width ? mean : Math.sqrt(Math.max(0, mean - means[i - width / 2] ** 2)));
}

/** Means and spreads, to the values and their squares of one token. @param {Float32Array} both */
const squares = (both) => both.map((value, i) => (2 * i < both.length ? value : value ** 2 + both[i - both.length / 2] ** 2));

/** @param {Float32Array[]} parts */
function joined(parts) {
  const whole = new Float32Array(parts.reduce((sum, {length}) => sum + length, 0));
  let end = 0;
  for (const part of parts) {
    whole.set(part, end);
    end += part.length;
  }
  return whole;
}
