/** At which sizes a map's network sees pictures, as in the stylizer. Pure. */
import {fit, padded, styleSize} from '../plan.js';

/**
 * @typedef {import('../plan.js').Size} Size
 *
 * @param {Size} picture @param {import('../plan.js').Needs} needs
 * @param {number} [longest] longer side of the content, in pixels
 * @returns {Record<'content' | 'style', {size: Size, input: Size}>} `input`: after padding
 */
export function sizesOf(picture, needs, longest = Infinity) {
  const content = fit(picture, longest);
  const style = styleSize(picture, needs.cost.styleLongest, needs);
  return {
    content: {size: content, input: padded(content, needs)},
    style: {size: style, input: padded(style, needs)},
  };
}
