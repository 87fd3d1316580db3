/**
 * What a laboratory of Gatys' method can be set to, what it begins with, and how that becomes a job.
 * Pure; the page and the pictures of a build use it.
 *
 * @typedef {import('./protocol.js').Job} Job
 * @typedef {import('../plan.js').Size} Size
 *
 * @typedef {object} Settings
 * @property {number} style weight of the style against the content's: a power of ten
 * @property {number} smooth weight of smoothness: a power of ten, or -Infinity for none
 * @property {string[]} styleLayers
 * @property {string} contentLayer
 * @property {import('./perceptual.js').Pooling} pooling
 * @property {'content' | 'noise'} start
 * @property {'lbfgs' | 'adam'} optimiser
 * @property {number} size longer side of the result, in pixels
 */
/** Both sides of a result are multiples of this: what four pools halve has to be whole. */
export const MULTIPLE = 16;

/** Longer sides of a result, in pixels. */
export const SIZES = [64, 96, 128, 192, 256];

/** Powers of ten that a weight can be; at the least there is no smoothing. */
export const POWERS = {style: {least: -1, most: 4}, smooth: {least: -3, most: 2}};

/** The layers of the perceptual network that can be read, in their order. */
export const LAYERS = [
  'conv1_1', 'conv1_2', 'conv2_1', 'conv2_2', 'conv3_1', 'conv3_2', 'conv3_3', 'conv4_1', 'conv4_2', 'conv4_3',
  'conv5_1',
];

/** The layers whose Gram matrices are the style, as in the paper: the first of each block. */
export const STYLE_LAYERS = ['conv1_1', 'conv2_1', 'conv3_1', 'conv4_1', 'conv5_1'];

/** Evaluations after which a run ends by itself. */
export const EVALUATIONS = 500;

/** @type {Settings} */
export const USUAL = {
  style: 0.5,
  smooth: -0.25,
  styleLayers: STYLE_LAYERS,
  contentLayer: 'conv4_2',
  pooling: 'average',
  start: 'noise',
  optimiser: 'lbfgs',
  size: 128,
};

/** Of a search that begins with the content and need not find it again: the style weighs more. @type {Settings} */
export const FROM_CONTENT = {...USUAL, style: 1.5, start: 'content'};

/**
 * @param {Settings} settings @param {boolean} hasContent without, all there is is a texture
 * @returns {import('./objective.js').Aims}
 */
export function aimsOf({style, smooth, styleLayers, contentLayer, pooling}, hasContent) {
  return {
    weights: {
      content: hasContent ? 1 : 0,
      style: styleLayers.length ? 10 ** style : 0,
      smooth: smooth > POWERS.smooth.least ? 10 ** smooth : 0,
    },
    contentLayers: [contentLayer],
    styleLayers,
    pooling,
  };
}

/**
 * The size of a result: its longer side given, the shape that of a picture, both sides such that four
 * pools leave nothing over.
 * @param {Size} picture @param {number} longest in pixels @returns {Size}
 */
export function resultSize({width, height}, longest) {
  const scale = longest / Math.max(width, height);
  const side = (/** @type {number} */ length) => Math.max(2, Math.round((length * scale) / MULTIPLE)) * MULTIPLE;
  return {width: side(width), height: side(height)};
}

/**
 * The size at which a style is seen: as many pixels as the result has, in its own shape.
 * @param {Size} picture @param {Size} result @returns {Size}
 */
export function styleSize({width, height}, result) {
  const scale = Math.sqrt((result.width * result.height) / (width * height));
  return {width: Math.max(MULTIPLE, Math.round(width * scale)), height: Math.max(MULTIPLE, Math.round(height * scale))};
}
