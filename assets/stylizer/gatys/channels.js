/**
 * Arithmetic on the maps of a layer's channels, for showing them: their Gram matrix, its order, its
 * colours, and a channel as a map over the picture. Pure; the page and figures that Python draws use it.
 *
 * @typedef {import('./protocol.js').Maps} Maps
 * @typedef {import('../token-grid.js').Grid} Grid
 */
import {colourOf} from '../heat-colours.js';

/** Products are steep: a few channels are loud. Shares of the most are shown to this power. */
const POWER = 0.4;

/**
 * The mean over all places of the products of every two channels.
 * @param {Maps} maps @returns {Float64Array} (channels, channels)
 */
export function gramOf({data, width, height, channels}) {
  const gram = new Float64Array(channels * channels);
  for (let place = 0; place < data.length; place += channels) {
    for (let a = 0; a < channels; a++) {
      const here = data[place + a];
      if (here) for (let b = a; b < channels; b++) gram[a * channels + b] += here * data[place + b];
    }
  }
  for (let a = 0; a < channels; a++) {
    for (let b = a; b < channels; b++) {
      gram[a * channels + b] /= width * height;
      gram[b * channels + a] = gram[a * channels + b];
    }
  }
  return gram;
}

/**
 * Channels in an order in which those that are found together stand together: beginning with the
 * loudest, always the one that goes best with the last.
 * @param {Float64Array} gram @param {number} channels @returns {number[]}
 */
export function ordered(gram, channels) {
  const loudness = (/** @type {number} */ a) => gram[a * channels + a];
  const likeness = (/** @type {number} */ a, /** @type {number} */ b) =>
    gram[a * channels + b] / Math.sqrt(loudness(a) * loudness(b) || 1);
  const left = Array.from({length: channels}, (_, a) => a);
  const best = (/** @type {(a: number) => number} */ score) =>
    left.splice(left.reduce((top, a, i) => (score(a) > score(left[top]) ? i : top), 0), 1)[0];
  const order = [best(loudness)];
  while (left.length) {
    const last = order[order.length - 1];
    order.push(best((a) => likeness(a, last)));
  }
  return order;
}

/** The two different channels with the largest entry. @param {Float64Array} gram @param {number} channels @returns {[number, number]} */
export function loudestPair(gram, channels) {
  let best = 1;
  for (let i = 0; i < gram.length; i++) {
    if (i % channels > Math.floor(i / channels) && gram[i] > gram[best]) best = i;
  }
  return [Math.floor(best / channels), best % channels];
}

/**
 * A Gram matrix as RGBA bytes, a pixel for each entry, rows and columns in this order.
 * @param {Float64Array} gram @param {number[]} order
 */
export function coloured(gram, order) {
  const most = gram.reduce((top, value) => Math.max(top, value), 0) || 1;
  const bytes = new Uint8ClampedArray(4 * gram.length).fill(255);
  let at = 0;
  for (const a of order) {
    for (const b of order) {
      bytes.set(colourOf((gram[a * order.length + b] / most) ** POWER), at);
      at += 4;
    }
  }
  return bytes;
}

/** The value of a map that gets the last colour: few are above it, and they would hide all else. */
const BRIGHT = 0.99;

/**
 * One channel, or the product of two, over the picture; with the value that gets the last colour.
 * @param {Maps} maps @param {number} a @param {number} [b] @param {number} [side] of a place, in pixels
 * @returns {Grid & {most: number}}
 */
export function mapOf({data, width, height, channels}, a, b, side = 1) {
  const values = new Float32Array(width * height);
  for (let i = 0; i < values.length; i++) {
    values[i] = data[i * channels + a] * (b === undefined ? 1 : data[i * channels + b]);
  }
  const most = values.toSorted()[Math.floor(BRIGHT * (values.length - 1))];
  return {width, height, side, values, most: most || 1};
}
