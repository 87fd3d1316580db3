/**
 * Sizes: which size the network runs at for a picture, a wish and a machine. Pure.
 *
 * A result keeps the content's own aspect. The network wants multiples of 16, so the content is
 * padded (never stretched) and the result cropped back; see `mirrored` in pixels.js.
 *
 * @typedef {{width: number, height: number}} Size
 *
 * @typedef {object} Cost what a family's graph needs, in floats
 * @property {number} multiple sides of every input are multiples of this
 * @property {number} least shortest side the graph accepts
 * @property {number} styleLongest longer side of an encoded style: bounds the attention matrix
 * @property {number} im2colPerPixel largest im2col matrix of the graph, per content pixel (webgl)
 * @property {number} livePerPixel activations alive at once, per content pixel
 * @property {(content: number, style: number) => number} attention largest attention matrix,
 *   for that many content and style pixels
 *
 * @typedef {object} Limits what the machine has
 * @property {number} maxTexture largest side of a texture; Infinity on wasm
 * @property {boolean} im2col whether convolutions are laid out as one large matrix (webgl)
 * @property {number} bytes memory a run may take
 *
 * @typedef {object} Plan
 * @property {Size} result size of the finished picture
 * @property {Size} content size the network sees, after padding
 * @property {Size} style size the style is resized to
 * @property {Size} styleInput the same after padding
 * @property {Size} own size of the content as its own style, for strengths below 1
 * @property {Size} ownInput the same after padding
 * @property {number} maxSize longer side that was used
 * @property {number | null} loweredFrom the longer side that was asked for, when it did not fit
 * @property {number} bytes estimated memory of the run
 */

/** Longer sides offered as "max resolution". Few sizes, few shader compilations (tfjs#4129). */
export const LADDER = Object.freeze([256, 384, 512, 640, 768, 1024]);

/** Pictures above this many pixels get a sentence: decoding them alone takes a while. */
export const HUGE_PIXELS = 24_000_000;

const FLOAT_BYTES = 4;
const SOFTMAX_COPIES = 3; // logits, exponentials, weights
const TEXEL_FLOATS = 4;

/**
 * The picture's size with its longer side at most `longest`; never enlarged, never below 1 px.
 * @param {Size} size @param {number} longest @returns {Size}
 */
export function fit({width, height}, longest) {
  const scale = Math.min(1, longest / Math.max(width, height));
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

/**
 * The smallest size the graph accepts that holds `size`.
 * @param {Size} size @param {Pick<Cost, 'multiple' | 'least'>} cost @returns {Size}
 */
export function padded({width, height}, {multiple, least}) {
  const up = (/** @type {number} */ side) =>
    Math.max(least, Math.ceil(side / multiple) * multiple);
  return {width: up(width), height: up(height)};
}

/**
 * The size a style is resized to: about the content's, bounded, its aspect kept to within the
 * rounding to a multiple; a side that would round to nothing stays as it is and is padded.
 * @param {Size} style @param {number} contentLongest
 * @param {Pick<Cost, 'multiple' | 'styleLongest'>} cost @returns {Size}
 */
export function styleSize(style, contentLongest, {multiple, styleLongest}) {
  const {width, height} = fit(style, Math.max(multiple, Math.min(styleLongest, contentLongest)));
  const round = (/** @type {number} */ side) =>
    side < multiple ? side : Math.round(side / multiple) * multiple;
  return {width: round(width), height: round(height)};
}

/**
 * @param {{content: Size, style: Size, maxSize: number, limits: Limits, cost: Cost}} wish
 * @returns {Plan} at the largest rung of the ladder, from `maxSize` down, that fits the machine
 */
export function plan({content, style, maxSize, limits, cost}) {
  const rungs = [maxSize, ...LADDER.filter((rung) => rung < maxSize).reverse()];
  const plans = rungs.map((rung) => planAt(rung, {content, style, limits, cost}));
  const chosen = plans.find((one) => fitsMachine(one, limits, cost)) ?? plans[plans.length - 1];
  const wished = longest(plans[0].result);
  const lowered = longest(chosen.result) < wished;
  return {...chosen, loweredFrom: lowered ? wished : null};
}

/**
 * @param {number} maxSize @param {Omit<Parameters<typeof plan>[0], 'maxSize'>} what
 * @returns {Plan}
 */
function planAt(maxSize, {content, style, limits, cost}) {
  const result = fit(content, maxSize);
  const input = padded(result, cost);
  const shown = styleSize(style, Math.max(longest(result), cost.least), cost);
  const styleInput = padded(shown, cost);
  // As a style, a large content is bounded like any other; a small one is the same picture.
  const own =
    longest(input) > cost.styleLongest ? styleSize(content, cost.styleLongest, cost) : result;
  const floats =
    area(input) * ((limits.im2col ? cost.im2colPerPixel : 0) + cost.livePerPixel) +
    SOFTMAX_COPIES * cost.attention(area(input), area(styleInput));
  return {
    result,
    content: input,
    style: shown,
    styleInput,
    own,
    ownInput: padded(own, cost),
    maxSize,
    loweredFrom: null,
    bytes: floats * FLOAT_BYTES,
  };
}

/** @param {Plan} one @param {Limits} limits @param {Cost} cost */
function fitsMachine(one, limits, cost) {
  const largest = Math.max(
    area(one.content) * cost.im2colPerPixel,
    cost.attention(area(one.content), area(one.styleInput)),
  );
  return textureSide(largest) <= limits.maxTexture && one.bytes <= limits.bytes;
}

/**
 * Side of the square texture TensorFlow.js lays that many floats out in, four to a texel.
 * @param {number} floats
 */
export function textureSide(floats) {
  return Math.ceil(Math.sqrt(floats / TEXEL_FLOATS));
}

/** @param {Size} size */
const area = ({width, height}) => width * height;

/** @param {Size} size */
const longest = ({width, height}) => Math.max(width, height);
