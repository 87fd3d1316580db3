/**
 * A large picture that is never a tensor as a whole: rows of it become one, and rows of a result
 * are put together again. Pure but for making tensors.
 *
 * @typedef {import('@tensorflow/tfjs-core').Tensor} Tensor
 *
 * @typedef {object} Rows
 * @property {number} width
 * @property {number} height
 * @property {(from: number, to: number) => Tensor} tensor (1, to - from, width, 3) in [0, 1]
 */
import {toFloats} from './pixels.js';
import {tensor} from './tfjs/core.js';

/** @param {import('./pixels.js').Pixels} pixels @returns {Rows} */
export function rowsOfPixels({data, width, height}) {
  return {
    width,
    height,
    tensor(from, to) {
      const some = {data: data.subarray(4 * width * from, 4 * width * to), width, height: to - from};
      return tensor(toFloats(some), [1, to - from, width, 3]);
    },
  };
}

/** An unrounded result that fills up from its bands, to be the content of the next iteration. */
export class FloatRows {
  /** @param {import('./plan.js').Size} size */
  constructor({width, height}) {
    this.width = width;
    this.height = height;
    this.floats = new Float32Array(3 * width * height);
  }

  /** @param {ArrayLike<number>} floats RGB of whole rows @param {number} top the first of them */
  put(floats, top) {
    this.floats.set(floats, 3 * this.width * top);
  }

  /** @param {number} from @param {number} to */
  tensor(from, to) {
    const row = 3 * this.width;
    return tensor(this.floats.slice(row * from, row * to), [1, to - from, this.width, 3]);
  }
}

/** The finished picture that fills up from its bands: bytes, opaque, without what was padded. */
export class PixelRows {
  /** @param {import('./plan.js').Size} crop its size @param {number} stride pixels of a row with padding */
  constructor({width, height}, stride) {
    this.stride = stride;
    this.pixels = {data: new Uint8ClampedArray(4 * width * height).fill(255), width, height};
  }

  /** @param {ArrayLike<number>} floats RGB in [0, 1] of whole rows @param {number} top the first of them */
  put(floats, top) {
    const {data, width, height} = this.pixels;
    const rows = Math.min(floats.length / 3 / this.stride, height - top);
    for (let y = 0; y < rows; y++) {
      let p = 4 * width * (top + y);
      let f = 3 * this.stride * y;
      for (let x = 0; x < width; x++, p += 4) {
        for (let c = 0; c < 3; c++) data[p + c] = floats[f++] * 255;
      }
    }
  }
}
