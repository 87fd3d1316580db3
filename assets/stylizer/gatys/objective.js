/**
 * What an optimiser makes small: how far the features of a picture are from those of the content,
 * its Gram matrices from those of the style, and how rough it is, each with its weight.
 *
 * @typedef {import('./losses.js').Term} Term
 * @typedef {import('../plan.js').Size} Size
 * @typedef {import('@tensorflow/tfjs-core').Tensor} Tensor
 * @typedef {import('@tensorflow/tfjs-core').Tensor2D} Tensor2D
 * @typedef {import('@tensorflow/tfjs-core').Tensor4D} Tensor4D
 *
 * @typedef {object} Aims
 * @property {{content: number, style: number, smooth: number}} weights of the three losses; one of
 *   weight zero is not computed
 * @property {string[]} contentLayers of the perceptual network
 * @property {string[]} styleLayers
 * @property {import('./perceptual.js').Pooling} pooling
 *
 * @typedef {{content: number, style: number, smooth: number}} Losses each before its weight
 * @typedef {{value: number, gradient: Float64Array, losses: Losses}} Outcome
 */
import {add, dispose, mul, stack, tensor, tidy} from '@tensorflow/tfjs-core';
import {contentTerm, gram, styleTerm, targetOf} from './losses.js';
import {totalVariation} from './total-variation.js';

export class Objective {
  /**
   * @param {import('./perceptual.js').Perceptual} net
   * @param {Aims} aims
   * @param {{content: ArrayLike<number> | null, style: ArrayLike<number>, size: Size, styleSize: Size}} pictures
   *   RGB in [0, 1], row by row; content and result are of `size`, whose sides are multiples of 16
   */
  constructor(net, aims, {content, style, size, styleSize}) {
    this.net = net;
    this.aims = aims;
    this.size = size;
    /** @type {Map<string, import('./losses.js').Target<Tensor4D>>} */
    this.contents = new Map();
    if (content && aims.weights.content > 0) this.contents = this.#targets(content, size, aims.contentLayers, (seen) => seen);
    /** @type {Map<string, import('./losses.js').Target<Tensor2D>>} */
    this.styles = new Map();
    if (aims.weights.style > 0) this.styles = this.#targets(style, styleSize, aims.styleLayers, gram);
    /** The last layer that anything is asked of; none where only smoothness is wanted. */
    this.last = net.layers.findLast((layer) => this.contents.has(layer) || this.styles.has(layer));
  }

  /**
   * @template {Tensor} Kind
   * @param {ArrayLike<number>} picture @param {Size} size @param {string[]} layers
   * @param {(features: Tensor4D) => Kind} read @returns {Map<string, import('./losses.js').Target<Kind>>}
   */
  #targets(picture, size, layers, read) {
    const last = this.net.layers.findLast((layer) => layers.includes(layer));
    if (!last) return new Map();
    const image = imageOf(picture, size);
    const features = this.net.see(image, this.aims.pooling, last);
    const targets = layers.map((layer) => {
      const seen = features.get(layer);
      if (!seen) throw new Error(`this network has no layer "${layer}"`);
      return /** @type {const} */ ([layer, targetOf(read(seen))]);
    });
    const kept = new Set(targets.map(([, {wanted}]) => /** @type {Tensor} */ (wanted)));
    dispose([image, ...features.values()].filter((one) => !kept.has(one)));
    return new Map(targets);
  }

  /** @param {ArrayLike<number>} x RGB of a picture, row by row @returns {Promise<Outcome>} */
  async at(x) {
    const {weights} = this.aims;
    const smooth = totalVariation(x, this.size);
    const gradient = smooth.gradient.map((slope) => weights.smooth * slope);
    const losses = {content: 0, style: 0, smooth: smooth.value};
    if (this.last) {
      const {slopes, terms} = this.#network(x, this.last);
      const [seen, values] = await Promise.all([slopes.data(), terms.data()]);
      dispose([slopes, terms]);
      [losses.content, losses.style] = values;
      for (let i = 0; i < gradient.length; i++) gradient[i] += seen[i];
    }
    const value = weights.content * losses.content + weights.style * losses.style + weights.smooth * losses.smooth;
    return {value, gradient, losses};
  }

  /** The losses alone, without their gradient. @param {ArrayLike<number>} x as above @returns {Promise<Losses>} */
  async lossesAt(x) {
    const {last, size} = this;
    const losses = {content: 0, style: 0, smooth: totalVariation(x, size).value};
    if (!last) return losses;
    const terms = tidy(() => this.#terms(this.net.see(imageOf(x, size), this.aims.pooling, last)).terms);
    [losses.content, losses.style] = await terms.data();
    terms.dispose();
    return losses;
  }

  /** @param {ArrayLike<number>} x @param {string} last */
  #network(x, last) {
    const {pooling} = this.aims;
    return tidy(() => {
      const features = this.net.see(imageOf(x, this.size), pooling, last);
      const {gradients, terms} = this.#terms(features);
      return {slopes: this.net.back(features, gradients, pooling), terms};
    });
  }

  /**
   * The two losses of features, a tensor of two numbers, and the gradient of their weighted sum by the features.
   * @param {import('./perceptual.js').Features} features
   */
  #terms(features) {
    const {weights} = this.aims;
    /** @type {Map<string, Tensor4D>} */
    const gradients = new Map();
    /** The mean over some layers. @param {Map<string, any>} targets @param {number} weight @param {(seen: Tensor4D, wanted: any) => Term} term */
    const mean = (targets, weight, term) => {
      let sum = /** @type {Tensor} */ (tensor(0));
      for (const [layer, wanted] of targets) {
        const one = term(/** @type {Tensor4D} */ (features.get(layer)), wanted);
        const slope = mul(one.gradient, weight / targets.size);
        const before = gradients.get(layer);
        gradients.set(layer, /** @type {Tensor4D} */ (before ? add(before, slope) : slope));
        sum = add(sum, mul(one.loss, 1 / targets.size));
      }
      return sum;
    };
    const losses = [mean(this.contents, weights.content, contentTerm), mean(this.styles, weights.style, styleTerm)];
    return {gradients, terms: stack(losses)};
  }

  /** Gives the targets' memory back. */
  dispose() {
    for (const {wanted, energy} of [...this.contents.values(), ...this.styles.values()]) dispose([wanted, energy]);
  }
}

/** @param {ArrayLike<number>} picture @param {Size} size @returns {Tensor4D} */
function imageOf(picture, {width, height}) {
  return /** @type {Tensor4D} */ (tensor(Float32Array.from(picture), [1, height, width, 3]));
}
