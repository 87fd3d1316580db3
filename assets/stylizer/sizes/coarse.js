/**
 * Weights in few bits: each output channel of a kernel gets 2^bits values, evenly from its least to
 * its largest, and every weight the nearest of them. Pure; pastiche/models/likeness.py does the same.
 */

/** The bits that a weight can have; with the most it stays as the package has it. */
export const BITS = {least: 2, most: 16};

/** Bytes of a number that stays float16. */
const HALF = 2;

/** Bytes of a channel's least value and of its step, as two float16. */
const SCALE = 2 * HALF;

/** Whether a weight is a kernel: all else is little of the size and stays exact. @param {number[]} shape */
export const isKernel = (shape) => shape.length === 4;

/**
 * @param {ArrayLike<number>} weights of a kernel, the output channel last
 * @param {number} channels @param {number} bits
 * @returns {Float32Array}
 */
export function coarse(weights, channels, bits) {
  const result = Float32Array.from(weights);
  if (bits >= BITS.most) return result;
  const most = 2 ** bits - 1;
  for (let channel = 0; channel < channels; channel++) {
    let [low, high] = [Infinity, -Infinity];
    for (let i = channel; i < result.length; i += channels) {
      low = Math.min(low, result[i]);
      high = Math.max(high, result[i]);
    }
    const unit = (high - low) / most || 1;
    for (let i = channel; i < result.length; i += channels) result[i] = Math.round((result[i] - low) / unit) * unit + low;
  }
  return result;
}

/**
 * What weights of these shapes take with so many bits each, the last byte of a kernel filled up.
 * @param {number[][]} shapes @param {number} bits
 */
export function bytesOf(shapes, bits) {
  const bytesIn = (/** @type {number[]} */ shape) => {
    const count = shape.reduce((a, b) => a * b, 1);
    if (!isKernel(shape) || bits >= BITS.most) return HALF * count;
    return Math.ceil((count * bits) / 8) + SCALE * shape[shape.length - 1];
  };
  return shapes.reduce((sum, shape) => sum + bytesIn(shape), 0);
}
