/**
 * Attention networks (SANet and its small sister): a style is a bag of tokens that the content's
 * own tokens look at. The graph's nodes are fed and fetched by name, so that a style is encoded
 * once and used for any content, any number of times; the attention between them is ours.
 *
 * Keys times 0 make all logits equal: every token of the content then gets the mean and the spread of
 * the whole style, and AdaAttN (Liu et al. 2021, arXiv 2108.03647, section 3.2) is AdaIN (Huang and
 * Belongie 2017, arXiv 1703.06868).
 */
import {dispose, mul} from '../tfjs/core.js';
import {attend, attentionWeights} from './attend.js';
import {inBands} from './bands.js';
import {blended} from './blend.js';
import {lazily} from '../lazily.js';
import {mixed} from './mix.js';
import {Moments} from './moments.js';

/**
 * @typedef {import('@tensorflow/tfjs-core').Tensor} Tensor
 * @typedef {import('./index.js').Pace} Pace
 */

/** Shares of the time of `apply` that its attention takes; the finest level has most tokens. */
const ATTENDING = 0.6;

/**
 * @param {import('@tensorflow/tfjs-converter').GraphModel} model
 * @param {import('../protocol.js').Card} card
 * @returns {import('./index.js').Family}
 */
export function attention(model, card) {
  const {inputs, nodes, sizeMultiple} = card;
  const {reach, tokenSide} = card.cost;
  const moments = new Moments(model, nodes);

  /** @param {Record<string, Tensor>} feed @param {string[]} names @returns {Tensor[]} */
  const run = (feed, names) => {
    if (names.length === 0) return [];
    const out = model.execute(feed, names);
    return Array.isArray(out) ? out : [/** @type {Tensor} */ (out)];
  };

  /**
   * Height of a band, in pixels, for a picture this wide.
   * @param {number} width @param {Pace} pace
   */
  const rows = (width, {pixels}) => {
    const around = Math.floor(pixels / width) - 2 * reach;
    return Math.max(sizeMultiple, Math.floor(around / sizeMultiple) * sizeMultiple);
  };

  /** @param {Tensor} image (1, H, W, 3) @param {Pace} pace */
  const encode = (image, pace) => {
    const [, , width] = dims(image);
    const compute = (/** @type {Tensor[]} */ [band]) => run({[inputs.image]: band}, nodes.features);
    const whole = area(image) <= pace.pixels;
    return inBands([image], {rows: whole ? Infinity : rows(width, pace), reach}, compute, pace.step);
  };

  return {
    async large() {
      const {large} = await lazily(() => import('./large.js'));
      return large(model, card, moments);
    },

    async seen() {
      const {mergingOf} = await lazily(() => import('./merging.js'));
      const {seen} = mergingOf(model, nodes);
      return nodes.merged.flatMap((name, i) => (seen.includes(name) ? [i] : []));
    },

    encodeContent: encode,

    async encodeStyle(image, pace, sharpness = 1) {
      const seen = await encode(image, pace);
      const code = run(named(nodes.features, seen), [...nodes.keys, ...nodes.values, ...nodes.statistics]);
      dispose(seen);
      if (sharpness === 1) return code;
      const keys = code.slice(0, nodes.keys.length);
      const blunt = keys.map((key) => mul(key, sharpness));
      dispose(keys);
      return [...blunt, ...code.slice(keys.length)];
    },

    blend: blended,

    momentsOf: (content) => moments.of(content),

    async apply(content, code, {step}, given) {
      const levels = nodes.queries.length;
      const [keys, values, statistics] = [
        code.slice(0, levels),
        code.slice(levels, 2 * levels),
        code.slice(2 * levels),
      ];
      const seen = {...named(nodes.features, content), ...(given && moments.feed(given))};
      const queries = run(seen, nodes.queries);
      const counts = queries.map((query) => dims(query)[1]);
      const all = counts.reduce((a, b) => a + b);
      /** @type {Tensor[]} */
      const attended = [];
      for (const [i, query] of queries.entries()) {
        const share = (ATTENDING * counts[i]) / all;
        attended.push(await attend(query, keys[i], values[i], (made, part) => step(made, share * part)));
        query.dispose();
      }
      const merged = run(
        {...seen, ...named(nodes.attended, attended), ...named(nodes.statistics, statistics)},
        nodes.merged,
      );
      dispose(attended);
      await step(merged, 1 - ATTENDING);
      return merged;
    },

    queries: (content) => run(named(nodes.features, content), nodes.queries),

    weights: (some, code) => some.map((row, i) => attentionWeights(row, code[i])),

    mix: mixed,

    async decode(merged, keepDetail, pace) {
      const width = dims(merged[0])[2] * tokenSide;
      const whole = area(merged[0]) * tokenSide ** 2 <= pace.pixels;
      const cut = {
        rows: whole ? Infinity : rows(width, pace) / tokenSide,
        reach: reach / tokenSide,
      };
      const detail = inputs.keepDetail === null ? {} : {[inputs.keepDetail]: keepDetail};
      const [result] = await inBands(
        merged,
        cut,
        (band) => run({...named(nodes.merged, band), ...detail}, [nodes.output]),
        pace.step,
      );
      return result;
    },
  };
}

/** @param {string[]} names @param {Tensor[]} tensors */
const named = (names, tensors) => Object.fromEntries(names.map((name, i) => [name, tensors[i]]));

/** @param {Tensor} picture (1, H, W, C) */
const area = (picture) => dims(picture)[1] * dims(picture)[2];

/** @param {Tensor} tensor */
const dims = (tensor) => /** @type {number[]} */ (tensor.shape);
