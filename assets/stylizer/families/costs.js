/**
 * What running a network of each family costs, in floats, known before any of it is downloaded.
 * tests/stylizer holds the numbers against the shipped model. Pure.
 */

/** @type {Record<string, import('../plan.js').Cost>} */
export const COSTS = {
  attention: {
    multiple: 16,
    least: 64,
    styleLongest: 384,
    im2colPerPixel: 108, // decoder to_half: 3·3·48 on a quarter of the pixels
    livePerPixel: 44, // its input, padded input, output and the upsampling's copies
    attention: (content, style) => (content / 64) * (style / 64),
  },
};
