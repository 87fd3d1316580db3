/**
 * Attention networks (SANet and its small sister): a style is a bag of tokens that the content's
 * own tokens look at. The graph's nodes are fed and fetched by name, so that a style is encoded
 * once and used for any content, any number of times.
 */
import {add, mul, tidy} from '../tfjs/core.js';

/** @typedef {import('@tensorflow/tfjs-core').Tensor} Tensor */

/**
 * @param {import('@tensorflow/tfjs-converter').GraphModel} model
 * @param {import('../protocol.js').Card} card
 * @returns {import('./index.js').Family}
 */
export function attention(model, card) {
  const {inputs, nodes} = card;

  /** @param {Record<string, Tensor>} feed @param {string[]} names @returns {Tensor[]} */
  const run = (feed, names) => {
    const out = model.execute(feed, names);
    return Array.isArray(out) ? out : [/** @type {Tensor} */ (out)];
  };
  /** @param {string[]} names @param {Tensor[]} tensors */
  const named = (names, tensors) => Object.fromEntries(names.map((n, i) => [n, tensors[i]]));

  return {
    encodeContent: (image) => run({[inputs.content]: image}, nodes.contentFeatures),
    encodeStyle: (image) => run({[inputs.style]: image}, nodes.styleCode),
    apply: (content, code) =>
      run(
        {...named(nodes.contentFeatures, content), ...named(nodes.styleCode, code)},
        nodes.features,
      ),
    mix: (parts) =>
      tidy(() =>
        nodes.features.map((_, i) =>
          parts.map(({features, weight}) => mul(features[i], weight)).reduce((a, b) => add(a, b)),
        ),
      ),
    decode: (features, keepDetail) =>
      run({...named(nodes.features, features), [inputs.keepDetail]: keepDetail}, [nodes.output])[0],
  };
}
