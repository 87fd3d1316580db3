/**
 * The one interface every kind of network answers to, and which kinds this build knows.
 *
 * @typedef {import('@tensorflow/tfjs-core').Tensor} Tensor
 *
 * @typedef {object} Family steps of one stylization; each returns new tensors its caller disposes
 * @property {(image: Tensor) => Tensor[]} encodeContent (1, H, W, 3) in [0, 1]
 * @property {(image: Tensor) => Tensor[]} encodeStyle (1, h, w, 3) in [0, 1] to a style code
 * @property {(content: Tensor[], code: Tensor[]) => Tensor[]} apply features of the content
 *   under the style
 * @property {(parts: {features: Tensor[], weight: number}[]) => Tensor[]} mix weighted sum
 * @property {(features: Tensor[], keepDetail: Tensor) => Tensor} decode (1, H, W, 3) in [0, 1]
 */
import {StylizerError} from '../errors.js';
import {attention} from './attention.js';

/** @type {Record<string, typeof attention>} */
const FAMILIES = {attention};

/**
 * @param {import('@tensorflow/tfjs-converter').GraphModel} model
 * @param {import('../protocol.js').Card} card
 */
export function familyOf(model, card) {
  const open = FAMILIES[card.family];
  if (!open) throw new StylizerError('model-unknown', {family: card.family});
  return open(model, card);
}
