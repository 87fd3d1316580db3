/**
 * Several styles, each in its own region. What the tokens of the content saw in each style is mixed
 * token by token, so that a border is a passage from one to the other; what a style says as a whole
 * cannot be mixed by place, so each style's picture is decoded on its own, and these are mixed pixel
 * by pixel with the same soft masks.
 */
import {sampled} from './attention-map.js';
import {add, dispose, mul, tensor, tidy} from './tfjs/core.js';

/**
 * @typedef {import('@tensorflow/tfjs-core').Tensor} Tensor
 * @typedef {import('./plan.js').Size} Size
 */

/** Soft masks, one for each layer; at every place they add up to 1. */
export class Masks {
  /**
   * @param {import('./protocol.js').Regions} regions @param {Size} shown size of the picture without padding
   */
  constructor({width, height, input, layers}, shown) {
    this.grids = layers.map(({values}) => ({width, height, values, side: 1}));
    this.extent = {width: (input.width / shown.width) * width, height: (input.height / shown.height) * height};
  }

  /** @param {number} layer @param {Size} size of the padded picture @returns {Float32Array} row by row */
  floats(layer, {width, height}) {
    return sampled(this.grids[layer], {width, height}, this.extent);
  }

  /** @param {number} layer @param {Size} size @returns {Tensor} (1, height, width, 1) */
  tensor(layer, {width, height}) {
    return tensor(this.floats(layer, {width, height}), [1, height, width, 1]);
  }

  /**
   * Tensors of one picture, mixed by the masks.
   * @param {Tensor[]} tensors of each layer, (1, H, W, C) @returns {Tensor}
   */
  mix(tensors) {
    const [, height, width] = /** @type {number[]} */ (tensors[0].shape);
    return tidy(() =>
      tensors.map((one, i) => mul(one, this.tensor(i, {width, height}))).reduce((a, b) => add(a, b)),
    );
  }
}

/**
 * What is merged for each layer, with what the tokens saw mixed.
 * @param {Tensor[][]} layers @param {number[]} seen indices of that @param {Masks} masks
 * @returns {{layers: Tensor[][], made: Tensor[]}} `made`: the new tensors among them, to be disposed
 */
export function mixedSeen(layers, seen, masks) {
  const mixed = new Map(seen.map((i) => [i, masks.mix(layers.map((layer) => layer[i]))]));
  return {
    layers: layers.map((layer) => layer.map((one, i) => mixed.get(i) ?? one)),
    made: [...mixed.values()],
  };
}

/**
 * One picture with each layer in its place.
 * @param {Tensor[][]} merged of each layer @param {number[]} seen @param {Masks} masks
 * @param {(features: Tensor[]) => Promise<Tensor>} decode @returns {Promise<Tensor>} (1, H, W, 3)
 */
export async function painted(merged, seen, masks, decode) {
  const {layers, made} = mixedSeen(merged, seen, masks);
  const pictures = [];
  for (const features of layers) pictures.push(await decode(features));
  const mixed = masks.mix(pictures);
  dispose([made, pictures]);
  return mixed;
}

/** Rows of several layers' pictures, added up; then put somewhere else. */
export class MixedRows {
  /** @param {Masks} masks @param {Size} size of the padded picture */
  constructor(masks, {width, height}) {
    this.masks = masks;
    this.size = {width, height};
    this.floats = new Float32Array(3 * width * height);
  }

  /** @param {number} layer @returns {(floats: ArrayLike<number>, top: number) => void} */
  putter(layer) {
    const {width} = this.size;
    const mask = this.masks.floats(layer, this.size);
    return (floats, top) => {
      for (let i = 0; i < floats.length; i++) {
        this.floats[3 * width * top + i] += mask[width * top + Math.floor(i / 3)] * floats[i];
      }
    };
  }
}
