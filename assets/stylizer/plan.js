/**
 * Sizes: which size the network runs at for a picture, a wish and a machine. Pure.
 *
 * A result keeps the content's own aspect. The network wants multiples of 16, so the content is
 * padded (never stretched) and the result cropped back; see `mirrored` in pixels.js.
 *
 * @typedef {{width: number, height: number}} Size
 *
 * @typedef {object} Cost what a network needs, in floats; of its card
 * @property {number} least shortest side the graph accepts
 * @property {number} styleLongest longer side of an encoded style: bounds the attention matrix
 * @property {number} im2colPerPixel largest im2col matrix of the graph, per pixel (webgl)
 * @property {number} livePerPixel alive at once while encoding or decoding, per pixel of a band
 * @property {number} keptPerPixel alive at once otherwise, per pixel of the whole content
 * @property {number} tokenSide pixels of a side of the finest tokens
 * @property {number} reach pixels around a band that its own depend on
 *
 * @typedef {{sizeMultiple: number, cost: Cost}} Needs `sizeMultiple`: sides of every input are
 *   multiples of this
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
 * @property {number} pixels most pixels to encode or decode in one piece (families/bands.js)
 * @property {number} maxSize longer side that was used
 * @property {boolean} fits the machine
 * @property {number | null} loweredFrom the longer side that was asked for, when it did not fit
 * @property {number} bytes estimated memory of the run
 */

/** Longer sides offered as "max resolution". Few sizes, few shader compilations (tfjs#4129). */
export const LADDER = Object.freeze([256, 384, 512, 640, 768, 1024, 1536, 2048]);

/** Most queries whose attention is alive at once (families/attend.js). */
export const QUERIES_AT_ONCE = 4096;

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
 * @param {Size} size @param {Needs} needs @returns {Size}
 */
export function padded({width, height}, {sizeMultiple, cost}) {
  const up = (/** @type {number} */ side) =>
    Math.max(cost.least, Math.ceil(side / sizeMultiple) * sizeMultiple);
  return {width: up(width), height: up(height)};
}

/**
 * The size a style is resized to: about the content's, bounded, its aspect kept to within the
 * rounding to a multiple; a side that would round to nothing stays as it is and is padded.
 * @param {Size} style @param {number} contentLongest @param {Needs} needs @returns {Size}
 */
export function styleSize(style, contentLongest, {sizeMultiple, cost}) {
  const bound = Math.max(sizeMultiple, Math.min(cost.styleLongest, contentLongest));
  const {width, height} = fit(style, bound);
  const round = (/** @type {number} */ side) =>
    side < sizeMultiple ? side : Math.round(side / sizeMultiple) * sizeMultiple;
  return {width: round(width), height: round(height)};
}

/**
 * @typedef {{content: Size, style: Size, limits: Limits, needs: Needs}} Wish
 *
 * @param {Wish & {maxSize: number}} wish
 * @returns {Plan} at the largest rung of the ladder, from `maxSize` down, that fits the machine
 */
export function plan({maxSize, ...wish}) {
  const rungs = [maxSize, ...LADDER.filter((rung) => rung < maxSize).reverse()];
  const plans = rungs.map((rung) => planAt(rung, wish));
  const chosen = plans.find(({fits}) => fits) ?? plans[plans.length - 1];
  const wished = longest(plans[0].result);
  const lowered = longest(chosen.result) < wished;
  return {...chosen, loweredFrom: lowered ? wished : null};
}

/**
 * What a page may take of a machine on wasm; also the guess before a backend has started.
 * @param {Partial<Navigator> & {deviceMemory?: number}} navigator in GiB, where the browser tells
 * @returns {Limits}
 */
export function wasmLimits({deviceMemory = 4}) {
  return {maxTexture: Infinity, im2col: false, bytes: (deviceMemory / 4) * 2 ** 30};
}

/**
 * The rungs that fit a machine whatever the shape of the pictures.
 * @param {Needs} needs @param {Limits} limits
 */
export function offered(needs, limits) {
  return LADDER.filter((side) => {
    const square = {width: side, height: side};
    return side === LADDER[0] || planAt(side, {content: square, style: square, limits, needs}).fits;
  });
}

/** @param {number} maxSize @param {Wish} wish @returns {Plan} */
function planAt(maxSize, {content, style, limits, needs}) {
  const {cost} = needs;
  const result = fit(content, maxSize);
  const input = padded(result, needs);
  const shown = styleSize(style, Math.max(longest(result), cost.least), needs);
  const styleInput = padded(shown, needs);
  // As a style, a large content is bounded like any other; a small one is the same picture.
  const own =
    longest(input) > cost.styleLongest ? styleSize(content, cost.styleLongest, needs) : result;

  const tokens = (/** @type {Size} */ size) => area(size) / cost.tokenSide ** 2;
  const attention = Math.min(tokens(input), QUERIES_AT_ONCE) * tokens(styleInput);
  const kept = area(input) * cost.keptPerPixel + SOFTMAX_COPIES * attention;
  const perPixel = cost.livePerPixel + (limits.im2col ? cost.im2colPerPixel : 0);
  const {pixels, fits} = bands([input, styleInput], {limits, cost, kept, perPixel});
  return {
    result,
    content: input,
    style: shown,
    styleInput,
    own,
    ownInput: padded(own, needs),
    pixels,
    maxSize,
    loweredFrom: null,
    bytes: (kept + Math.min(area(input), pixels) * perPixel) * FLOAT_BYTES,
    // What is kept bounds every matrix that is made of the whole.
    fits: fits && textureSide(Math.max(attention, area(input) * cost.keptPerPixel)) <= limits.maxTexture,
  };
}

/**
 * How much of the pictures can be encoded or decoded in one piece, and whether that is enough.
 * @param {Size[]} pictures
 * @param {{limits: Limits, cost: Cost, kept: number, perPixel: number}} machine
 */
function bands(pictures, {limits, cost, kept, perPixel}) {
  const texture = (TEXEL_FLOATS * limits.maxTexture ** 2) / cost.im2colPerPixel;
  const room = Math.floor(Math.min((limits.bytes / FLOAT_BYTES - kept) / perPixel, texture));
  if (pictures.every((size) => area(size) <= room)) return {pixels: Infinity, fits: true};
  // A band much lower than its surroundings would spend the time on those.
  const fits = pictures.every((size) => Math.min(area(size), size.width * 3 * cost.reach) <= room);
  return {pixels: fits ? room : Infinity, fits};
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
