/**
 * The one interface every kind of network answers to, and which kinds this build knows.
 *
 * @typedef {import('@tensorflow/tfjs-core').Tensor} Tensor
 *
 * @typedef {object} Pace how much at once
 * @property {number} pixels most pixels of a picture to encode or decode in one piece
 * @property {(made: Tensor[], share: number) => Promise<void>} step awaited after each piece, with
 *   its share of the whole; waits until it has really been computed
 *
 * @typedef {object} Family steps of one stylization; each makes new tensors its caller disposes
 * @property {() => Promise<ReturnType<typeof import('./large.js').large>>} large the same steps for
 *   contents above `pace.pixels`, in bands
 * @property {() => Promise<number[]>} seen which of what is merged is made of what the tokens saw
 * @property {(image: Tensor, pace: Pace) => Promise<Tensor[]>} encodeContent (1, H, W, 3) in [0, 1]
 * @property {(image: Tensor, pace: Pace, sharpness?: number) => Promise<Tensor[]>} encodeStyle
 *   (1, h, w, 3) in [0, 1] to a style code, of which the keys are multiplied by `sharpness`, 1 as a rule
 * @property {() => Tensor[]} [own] the code of a content as a style of its own, where that takes no
 *   picture
 * @property {(parts: {code: Tensor[], weight: number}[], queries: Tensor[]) => Promise<Tensor[]>}
 *   blend one code of several styles for a content's queries; weights above 0, of sum 1
 * @property {(content: Tensor[]) => Tensor[]} momentsOf what the network takes from the content as a
 *   whole to normalise it (moments.js); none where it does not
 * @property {(content: Tensor[], code: Tensor[], pace: Pace, moments?: Tensor[]) => Promise<Tensor[]>}
 *   apply features of the content under the style; with other moments than the content's own
 * @property {(content: Tensor[]) => Tensor[]} queries of the content's tokens, (1, N, D) for each
 *   level, the finest first
 * @property {(rows: Tensor[], code: Tensor[]) => Tensor[]} weights how much queries look at each
 *   token of the style, (1, n, M) for each level
 * @property {(parts: {features: Tensor[], weight: number}[]) => Tensor[]} mix weighted sum
 * @property {(features: Tensor[], keepDetail: Tensor, pace: Pace) => Promise<Tensor>} decode
 *   (1, H, W, 3) in [0, 1]
 */
import {StylizerError} from '../errors.js';
import {attention} from './attention.js';

/** What opens a network of each kind; that of the network to begin with is at hand. */
const FAMILIES = {
  attention: async () => attention,
  'style-vector': async () => (await import('./style-vector.js')).styleVector,
  'feed-forward': async () => (await import('./feed-forward.js')).feedForward,
};

/**
 * @param {import('@tensorflow/tfjs-converter').GraphModel} model
 * @param {import('../protocol.js').Card} card
 * @returns {Promise<Family>}
 */
export async function familyOf(model, card) {
  if (!Object.hasOwn(FAMILIES, card.family)) throw new StylizerError('model-unknown', {family: card.family});
  const open = await FAMILIES[/** @type {keyof typeof FAMILIES} */ (card.family)]().catch((cause) => {
    throw new StylizerError('network', {}, {cause});
  });
  return open(model, card);
}
