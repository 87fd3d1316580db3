/**
 * A network for one style out of its package, with as many bits for a weight as is asked: the graph
 * that the stylizer runs, other numbers in it.
 */
import {fromFloats, toFloats} from '../pixels.js';
import {GraphModel, dispose, tensor} from '../tfjs/core.js';
import {unpacked} from '../weights.js';
import {bytesOf, coarse, isKernel} from './coarse.js';

/** @typedef {import('../pixels.js').Pixels} Pixels */

export class Painter {
  /** @param {import('../protocol.js').ModelFiles} files @param {number} bits @param {boolean} isWasm */
  constructor(files, bits, isWasm) {
    const {artifacts, weights} = unpacked(files, isWasm);
    const trained = Object.entries(weights).filter(([, {dtype, shape}]) => dtype === 'float32' && shape.length > 0);
    for (const [name, one] of trained) {
      if (!isKernel(one.shape)) continue;
      const [, , , channels = 1] = one.shape;
      weights[name] = tensor(coarse(/** @type {Float32Array} */ (one.dataSync()), channels, bits), one.shape);
      one.dispose();
    }
    this.card = files.card;
    this.bytes = bytesOf(trained.map(([, {shape}]) => shape), bits);
    this.model = new GraphModel('');
    /** @type {any} */ (this.model).loadWithWeightMap(artifacts, weights);
  }

  /** @param {Pixels} picture both sides multiples of 16 @returns {Promise<Pixels>} */
  async paint(picture) {
    const {inputs, nodes} = this.card;
    const image = tensor(toFloats(picture), [1, picture.height, picture.width, 3]);
    const amount = tensor([1], [1, 1, 1, 1]);
    const feed = {[inputs.image]: image, [nodes.statistics[0]]: amount};
    const result = /** @type {import('@tensorflow/tfjs-core').Tensor} */ (this.model.execute(feed, nodes.output));
    const pixels = fromFloats(/** @type {Float32Array} */ (await result.data()), picture.width, picture);
    dispose([image, amount, result]);
    return pixels;
  }

  dispose() {
    this.model.dispose();
  }
}
