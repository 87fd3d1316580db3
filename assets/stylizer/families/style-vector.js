/**
 * Networks that know a style as a vector (Ghiasi et al. 2017, arXiv 1705.06830): numbers that the
 * scales and shifts of all instance normalisations are linear in. A weighted sum of vectors is a style
 * between styles, and a lower strength one nearer to the content's own. Nothing looks at anything, and
 * every place of the picture is painted in the same way. Comes with its chunk.
 *
 * Instance normalisation sees the whole picture, so that there are no bands: the card's `reach` says
 * so, and the plan (plan.js) lowers a size that does not fit as a whole.
 */
import {mixed} from './mix.js';
import {whole} from './whole.js';

/** @typedef {import('@tensorflow/tfjs-core').Tensor} Tensor */

/**
 * @param {import('@tensorflow/tfjs-converter').GraphModel} model
 * @param {import('../protocol.js').Card} card
 * @returns {import('./index.js').Family}
 */
export function styleVector(model, {inputs, nodes}) {
  /** The one feature that is merged; others only lead to the vector. */
  const [contracted] = nodes.features;
  const [vector] = nodes.statistics;

  /** @param {Record<string, Tensor>} feed @param {string[]} names @returns {Tensor[]} */
  const run = (feed, names) => /** @type {Tensor[]} */ ([model.execute(feed, names)].flat());

  /** @param {Tensor} image @param {string} name @param {import('./index.js').Pace} pace */
  const encode = async (image, name, {step}) => {
    const made = run({[inputs.image]: image}, [name]);
    await step(made, 1);
    return made;
  };

  return {
    ...whole,
    encodeContent: (image, pace) => encode(image, contracted, pace),
    encodeStyle: (image, pace) => encode(image, vector, pace),
    blend: async (parts) => mixed(parts.map(({code, weight}) => ({features: code, weight}))),
    async apply([content], [code], {step}) {
      const merged = run({[contracted]: content, [vector]: code}, nodes.merged);
      await step(merged, 1);
      return merged;
    },
    mix: mixed,
    async decode(merged, _, {step}) {
      const feed = Object.fromEntries(nodes.merged.map((name, i) => [name, merged[i]]));
      const [result] = run(feed, [nodes.output]);
      await step([result], 1);
      return result;
    },
  };
}
