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
 * @property {number} bandedPerPixel the same of a content that is worked on in bands
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
 * @property {{size: Size, input: Size}[]} styles size each style is resized to, and that after padding
 * @property {number} styleScale of the styles, to what is usual; below what was asked for when that
 *   did not fit
 * @property {Size} own size of the content as its own style, for strengths below 1
 * @property {Size} ownInput the same after padding
 * @property {number} pixels most pixels to encode or decode in one piece (large-studio.js)
 * @property {number} maxSize longer side that was used
 * @property {boolean} fits the machine
 * @property {number | null} loweredFrom the longer side that was asked for, when it did not fit
 * @property {number} bytes estimated memory of the run
 */

/** Longer sides offered as "max resolution". Few sizes, few shader compilations (tfjs#4129). */
export const LADDER = Object.freeze([256, 384, 512, 640, 768, 1024, 1536, 2048, 3072, 4096]);

/** Rungs above this are offered only for pictures that reach them. */
export const USUAL_MOST = 2048;

/** Most queries whose attention is alive at once. */
export const QUERIES_AT_ONCE = 4096;

/** Most attention weights alive at once: so many queries to a style of 512 pixels. */
const WEIGHTS_AT_ONCE = QUERIES_AT_ONCE * 4096;

/** How large a style's patterns can be asked for, to what is usual. */
export const STYLE_SCALES = Object.freeze({least: 0.5, most: 2});

/** Scales to come down to where a larger one does not fit. */
const SMALLER_SCALES = [1.5, 1];

/**
 * What encoding or decoding takes at once, at most, where its bands stay high: more would make
 * nothing faster, and memory that wasm has taken is not given back.
 */
const PIECE_BYTES = 2 ** 29;

/** What a run takes at most of any machine: a WebAssembly memory ends at 4 GiB, and gets holes. */
const MOST_BYTES = 2 ** 31;

/** Pictures above this many pixels get a sentence: decoding them alone takes a while. */
export const HUGE_PIXELS = 24_000_000;

/** What each further layer of regions adds to what is kept of a content, as a share of that. */
const LAYER = 0.4;

const FLOAT_BYTES = 4;
const SOFTMAX_COPIES = 3; // logits, exponentials, weights
const TEXEL_FLOATS = 4;

/**
 * The picture's size with its longer side at most `longest`; never below 1 px.
 * @param {Size} size @param {number} longest @param {boolean} [enlarge] whether a smaller one gets that side
 * @returns {Size}
 */
export function fit({width, height}, longest, enlarge = false) {
  const scale = Math.min(enlarge ? Infinity : 1, longest / Math.max(width, height));
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
 * Queries whose attention to so many tokens is computed at once (families/attend.js): with several
 * styles, or large ones, fewer.
 * @param {number} tokens
 */
export function queriesAtOnce(tokens) {
  return Math.min(QUERIES_AT_ONCE, Math.max(1, Math.floor(WEIGHTS_AT_ONCE / tokens)));
}

/**
 * The size a style is resized to: about the content's, bounded, times a scale; its aspect kept to
 * within the rounding to a multiple; a side that would round to nothing stays as it is and is padded.
 * @param {Size} style @param {number} contentLongest @param {Needs} needs @param {number} [scale]
 * @returns {Size}
 */
export function styleSize(style, contentLongest, {sizeMultiple, cost}, scale = 1) {
  const bound = Math.max(sizeMultiple, Math.min(cost.styleLongest, contentLongest));
  const usual = fit(style, bound);
  const width = Math.max(1, Math.round(usual.width * scale));
  const height = Math.max(1, Math.round(usual.height * scale));
  const round = (/** @type {number} */ side) =>
    side < sizeMultiple ? side : Math.round(side / sizeMultiple) * sizeMultiple;
  return {width: round(width), height: round(height)};
}

/**
 * @typedef {{content: Size, styles: Size[], layers?: number, enlarge?: boolean, limits: Limits, needs: Needs}} Wish
 *   `layers`: of regions with styles of their own; `enlarge`: contents below `maxSize`
 *
 * @param {Wish & {maxSize: number, styleScale?: number}} wish
 * @returns {Plan} at the largest rung of the ladder, from `maxSize` down, that fits the machine, and
 *   there at the largest style scale that does
 */
export function plan({maxSize, styleScale = 1, ...wish}) {
  const rungs = [maxSize, ...LADDER.filter((rung) => rung < maxSize).reverse()];
  const scales = [styleScale, ...SMALLER_SCALES.filter((scale) => scale < styleScale)];
  const plans = rungs.flatMap((rung) => scales.map((scale) => planAt(rung, scale, wish)));
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
  return {maxTexture: Infinity, im2col: false, bytes: Math.min(MOST_BYTES, (deviceMemory / 4) * 2 ** 30)};
}

/**
 * The rungs that fit a machine whatever the shape of the pictures; the highest only for a content
 * that is larger than the rung below.
 * @param {Needs} needs @param {Limits} limits @param {Size | null} [content]
 */
export function offered(needs, limits, content = null) {
  return LADDER.filter((side, i) => {
    const square = {width: side, height: side};
    if (side > USUAL_MOST && !(content && longest(content) > LADDER[i - 1])) return false;
    const shown = side > USUAL_MOST && content ? content : square;
    return side === LADDER[0] || planAt(side, 1, {content: shown, styles: [square], limits, needs}).fits;
  });
}

/** @param {number} maxSize @param {number} styleScale @param {Wish} wish @returns {Plan} */
function planAt(maxSize, styleScale, {content, styles, layers = 1, enlarge, limits, needs}) {
  const {cost} = needs;
  const result = fit(content, maxSize, enlarge);
  const input = padded(result, needs);
  const shown = styles.map((style) => {
    const size = styleSize(style, Math.max(longest(result), cost.least), needs, styleScale);
    return {size, input: padded(size, needs)};
  });
  const inputs = shown.map((one) => one.input);
  // As a style, a large content is bounded like any other; a small one is the same picture.
  const own =
    longest(input) > cost.styleLongest ? styleSize(content, cost.styleLongest, needs) : result;

  const tokens = (/** @type {Size} */ size) => area(size) / cost.tokenSide ** 2;
  const asked = inputs.reduce((sum, size) => sum + tokens(size), 0);
  const attention = Math.min(tokens(input), queriesAtOnce(asked)) * asked;
  // One style of the usual size was there when `keptPerPixel` was measured.
  const more = Math.max(0, inputs.reduce((sum, size) => sum + area(size), -(cost.styleLongest ** 2)));
  const kept = (/** @type {number} */ perPixel) =>
    area(input) * perPixel * (1 + LAYER * (layers - 1)) + more * cost.keptPerPixel + SOFTMAX_COPIES * attention;
  const perPixel = cost.livePerPixel + (limits.im2col ? cost.im2colPerPixel : 0);
  const pictures = [input, ...inputs];
  const whole = kept(cost.keptPerPixel);
  const banded = kept(cost.bandedPerPixel);
  const isWhole = pictures.every((size) => area(size) <= pieces(pictures, {limits, cost, kept: whole, perPixel}).pixels);
  // Beside a band stands for a while what is kept of a whole, and is made again for the band.
  const perBanded = perPixel + cost.keptPerPixel;
  const {pixels, fits} = isWhole
    ? {pixels: Infinity, fits: true}
    : pieces(pictures, {limits, cost, kept: banded, perPixel: perBanded});
  const largest = isWhole ? cost.keptPerPixel : cost.bandedPerPixel;
  return {
    result,
    content: input,
    styles: shown,
    styleScale,
    own,
    ownInput: padded(own, needs),
    // Below the whole, also where only what is kept of the whole was too much.
    pixels: fits && !isWhole ? Math.min(pixels, area(input) - 1) : Infinity,
    maxSize,
    loweredFrom: null,
    bytes: (isWhole ? whole + area(input) * perPixel : banded + Math.min(area(input), pixels) * perBanded) * FLOAT_BYTES,
    // What is kept bounds every matrix that is made of the whole.
    fits: fits && textureSide(Math.max(attention, area(input) * largest)) <= limits.maxTexture,
  };
}

/**
 * How much of the pictures can be encoded or decoded in one piece, and whether that is enough.
 * @param {Size[]} pictures
 * @param {{limits: Limits, cost: Cost, kept: number, perPixel: number}} machine
 */
function pieces(pictures, {limits, cost, kept, perPixel}) {
  const texture = (TEXEL_FLOATS * limits.maxTexture ** 2) / cost.im2colPerPixel;
  const room = Math.floor(Math.min((limits.bytes / FLOAT_BYTES - kept) / perPixel, texture));
  // A band much lower than its surroundings would spend the time on those.
  const lowest = (/** @type {number} */ reaches) =>
    Math.max(...pictures.map((size) => Math.min(area(size), size.width * reaches * cost.reach)));
  const piece = PIECE_BYTES / FLOAT_BYTES / cost.livePerPixel;
  return {pixels: Math.min(room, Math.max(piece, lowest(6))), fits: lowest(3) <= room};
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
