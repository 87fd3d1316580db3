/**
 * Networks that know one style and no other (Johnson et al. 2016, arXiv 1603.08155): a content goes in
 * and a painted picture comes out, in one pass. There is nothing to encode of a style, so that its code
 * is a number, how much of the painting there is to be; what is mixed are pixels. Comes with its chunk.
 *
 * Instance normalisation sees the whole picture, as in style-vector.js.
 */
import {tensor} from '../tfjs/core.js';
import {mixed} from './mix.js';
import {whole} from './whole.js';

/** @typedef {import('@tensorflow/tfjs-core').Tensor} Tensor */

/**
 * @param {import('@tensorflow/tfjs-converter').GraphModel} model
 * @param {import('../protocol.js').Card} card
 * @returns {import('./index.js').Family}
 */
export function feedForward(model, {inputs, nodes}) {
  const run = (/** @type {Record<string, Tensor>} */ feed, /** @type {string} */ name) =>
    /** @type {Tensor} */ (model.execute(feed, name));
  const [amount] = nodes.statistics;
  const [painted] = nodes.merged;

  return {
    ...whole,
    encodeContent: async (image) => copy([image]),
    encodeStyle: async () => [tensor([1], [1, 1, 1, 1])],
    own: () => [],
    blend: async ([{code}]) => copy(code),
    async apply([content], code, {step}) {
      if (code.length === 0) return copy([content]);
      const result = run({[inputs.image]: content, [amount]: code[0]}, painted);
      await step([result], 1);
      return [result];
    },
    mix: mixed,
    decode: async ([pixels]) => run({[painted]: pixels}, nodes.output),
  };
}

/** New tensors, to be disposed on their own. @param {Tensor[]} tensors */
const copy = (tensors) => mixed([{features: tensors, weight: 1}]);
