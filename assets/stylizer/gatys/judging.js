/**
 * How good a picture is by Gatys' measure, whoever painted it: the two losses of a laboratory, of a
 * picture that is already there.
 *
 * @typedef {import('../pixels.js').Pixels} Pixels
 */
import {toFloats} from '../pixels.js';
import {Objective} from './objective.js';
import {USUAL, aimsOf} from './settings.js';

/**
 * @typedef {object} Judged
 * @property {Pixels} picture
 * @property {Pixels} content of the picture's size, both sides multiples of 16
 * @property {Pixels} style of any size
 *
 * @param {import('./perceptual.js').Perceptual} net @param {Judged} judged
 * @returns {Promise<{content: number, style: number}>} as losses.js has them: 0 for the content, and for
 *   a picture with the style's Gram matrices
 */
export async function lossesOf(net, {picture, content, style}) {
  const {width, height} = content;
  const objective = new Objective(net, aimsOf(USUAL, true), {
    content: toFloats(content),
    style: toFloats(style),
    size: {width, height},
    styleSize: {width: style.width, height: style.height},
  });
  try {
    const losses = await objective.lossesAt(toFloats(picture));
    return {content: losses.content, style: losses.style};
  } finally {
    objective.dispose();
  }
}
