/**
 * The perceptual network: a small relative of VGG whose features losses are made of, and the way
 * back, from gradients of its features to that of the picture. Both are plain convolutions: with a
 * stride of one and zeros around the picture, the gradient of a convolution is the convolution
 * with the same filter turned half around, its inputs and outputs exchanged.
 *
 * @typedef {import('@tensorflow/tfjs-core').Tensor} Tensor
 * @typedef {import('@tensorflow/tfjs-core').Tensor3D} Tensor3D
 * @typedef {import('@tensorflow/tfjs-core').Tensor4D} Tensor4D
 * @typedef {'average' | 'max'} Pooling
 * @typedef {{kernel: Tensor4D, turned: Tensor4D, bias: Tensor}} Conv
 * @typedef {Map<string, Tensor4D>} Features (1, H, W, C) by the name of the layer, in their order
 */
import {
  add, avgPool, concat, conv2d, engine, fused, keep, maxPool, mul, reshape, split, step, sub, tidy, transpose,
} from '@tensorflow/tfjs-core';

export class Perceptual {
  /**
   * @param {Record<string, Tensor>} weights `conv1_1/kernel` (3, 3, inputs, outputs), `conv1_1/bias`, …
   * @param {{layers: string[], grey?: number}} card `layers` in their order: `conv1_1`, …, `pool1`, …; a
   *   convolution is read after its ReLU. `grey`: what the zeros around a picture stand for
   */
  constructor(weights, {layers, grey = 0}) {
    this.layers = layers;
    this.grey = grey;
    /** @type {Map<string, Conv>} */
    this.convs = new Map();
    for (const name of layers.filter((layer) => !isPool(layer))) {
      const kernel = /** @type {Tensor4D} */ (weights[`${name}/kernel`]);
      this.convs.set(name, {kernel, turned: keep(turned(kernel)), bias: weights[`${name}/bias`]});
    }
  }

  /**
   * @param {Tensor4D} image (1, H, W, 3) in [0, 1] @param {Pooling} pooling
   * @param {string} last layer that is wanted
   * @returns {Features} of every layer up to it, pools included; all are the caller's to dispose
   */
  see(image, pooling, last) {
    /** @type {Features} */
    const features = new Map();
    /** @type {Tensor4D} */
    let x = sub(image, this.grey);
    const first = x;
    for (const name of this.layers.slice(0, this.layers.indexOf(last) + 1)) {
      x = isPool(name) ? pool(x, pooling) : this.#conv(x, name);
      features.set(name, x);
    }
    first.dispose();
    return features;
  }

  /** @param {Tensor4D} x @param {string} name */
  #conv(x, name) {
    const {kernel, bias} = this.#of(name);
    return /** @type {Tensor4D} */ (
      fused.conv2d({x, filter: kernel, bias, strides: 1, pad: 'same', activation: 'relu'})
    );
  }

  /**
   * The gradient of a sum of functions of features, by the chain rule.
   * @param {Features} features as `see` gave them @param {Map<string, Tensor4D>} gradients by their
   *   features, of some layers @param {Pooling} pooling
   * @returns {Tensor4D} (1, H, W, 3), by the picture
   */
  back(features, gradients, pooling) {
    return tidy(() => {
      const names = [...features.keys()];
      /** @type {Tensor4D | null} */
      let gradient = null;
      for (let i = names.length - 1; i >= 0; i--) {
        const name = names[i];
        const own = gradients.get(name);
        /** @type {Tensor | undefined} */
        const here = gradient && own ? add(gradient, own) : (gradient ?? own);
        if (!here) continue;
        const seen = /** @type {Tensor4D} */ (features.get(name));
        const before = features.get(names[i - 1]);
        gradient = isPool(name)
          ? unpooled(here, seen, /** @type {Tensor4D} */ (before), pooling)
          : conv2d(/** @type {Tensor4D} */ (mul(here, step(seen))), this.#of(name).turned, 1, 'same');
      }
      if (!gradient) throw new Error('no layer has a gradient to go back from');
      return gradient;
    });
  }

  /** @param {string} name @returns {Conv} */
  #of(name) {
    const conv = this.convs.get(name);
    if (!conv) throw new Error(`this network has no layer "${name}"`);
    return conv;
  }
}

/** @param {string} layer */
const isPool = (layer) => layer.startsWith('pool');

/** Of 2×2, without overlap. @param {Tensor4D} x @param {Pooling} pooling */
const pool = (x, pooling) => (pooling === 'max' ? maxPool(x, 2, 2, 'valid') : avgPool(x, 2, 2, 'valid'));

/**
 * Where a maximum came from more than one place, all of them get its gradient; those are nearly
 * always zeros, whose gradient ends at their ReLU.
 * @param {Tensor} gradient by what the pool gave @param {Tensor4D} given @param {Tensor4D} taken
 * @param {Pooling} pooling @returns {Tensor4D} by what it took
 */
function unpooled(gradient, given, taken, pooling) {
  const spread = doubled(gradient);
  if (pooling === 'average') return mul(spread, 1 / 4);
  return sub(spread, mul(spread, step(sub(doubled(given), taken))));
}

/** Every value in a square of 2×2. @param {Tensor} x (1, H, W, C) @returns {Tensor4D} */
function doubled(x) {
  const [, height, width] = /** @type {[number, number, number, number]} */ (x.shape);
  const attributes = {alignCorners: false, halfPixelCenters: false, size: [2 * height, 2 * width]};
  return /** @type {Tensor4D} */ (engine().runKernel('ResizeNearestNeighbor', {images: x}, attributes));
}

/** @param {Tensor4D} kernel (3, 3, inputs, outputs) @returns {Tensor4D} (3, 3, outputs, inputs), turned half around */
function turned(kernel) {
  return tidy(() => {
    const [rows, columns, inputs, outputs] = kernel.shape;
    const flat = /** @type {Tensor3D} */ (reshape(kernel, [rows * columns, inputs, outputs]));
    const taps = split(transpose(flat, [0, 2, 1]), rows * columns, 0);
    return /** @type {Tensor4D} */ (reshape(concat(taps.reverse(), 0), [rows, columns, outputs, inputs]));
  });
}
