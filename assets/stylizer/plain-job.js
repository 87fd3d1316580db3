/**
 * A job of one content and one style, of which the worker knows nothing yet. Pure.
 *
 * @typedef {import('./plan.js').Size} Size
 */
import {looked} from './looked.js';

/**
 * @param {import('./plan.js').Plan} planned
 * @param {{strength?: number, keepDetail?: number, attention?: number}} settings each in [0, 1], of which 1
 *   is the usual
 * @param {(side: 'content' | 'style', size: Size, input: Size) => Promise<import('./protocol.js').Image>} imageOf
 *   one of the pictures at a size, padded to that of the input
 * @returns {Promise<import('./protocol.js').Job>}
 */
export async function plainJob(planned, {strength = 1, keepDetail = 1, attention = 1}, imageOf) {
  const {result, content, styles, own, ownInput, pixels} = planned;
  const [shown] = styles;
  return {
    content: await imageOf('content', result, content),
    styles: [{...looked(await imageOf('style', shown.size, shown.input), attention), weight: 1}],
    own: strength < 1 ? looked(await imageOf('content', own, ownInput), attention) : null,
    strength,
    keepDetail,
    iterations: 1,
    pixels,
    crop: result,
  };
}
