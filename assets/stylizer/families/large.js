/**
 * An attention network on a picture too large for one piece. All that is kept of the whole are the
 * tokens' features, what they saw, and the means and variances by which the network sees a content
 * as a whole (moments.js). Everything finer is made again for each band where it is needed, under
 * the moments of the whole, so that no seam shows. A style has its own bounded size.
 */
import {dispose, tidy} from '../tfjs/core.js';
import {attend} from './attend.js';
import {bandsOf, between, inside, joined} from './bands.js';
import {JoinedMoments} from './joined-moments.js';
import {mergingOf} from './merging.js';

/**
 * @typedef {import('@tensorflow/tfjs-core').Tensor} Tensor
 * @typedef {import('../picture-rows.js').Rows} Rows
 * @typedef {import('./index.js').Pace} Pace
 *
 * @typedef {object} Seen a large content, as the network sees it
 * @property {Rows} image
 * @property {Tensor[]} moments (1, 1, 1, C) each
 * @property {Tensor[]} coarse features at the tokens' scale
 */

/** Share of the time of a band's `apply` that its attention takes. */
const ATTENDING = 0.6;

/**
 * @param {import('@tensorflow/tfjs-converter').GraphModel} model
 * @param {import('../protocol.js').Card} card
 * @param {import('./moments.js').Moments} moments
 */
export function large(model, {nodes, inputs, sizeMultiple, cost: {reach}}, moments) {
  const {seen, skips, constants, remade, coarse} = mergingOf(model, nodes);
  const detail = inputs.keepDetail;

  /** @param {Record<string, Tensor>} feed @param {string[]} names @returns {Tensor[]} */
  const run = (feed, names) =>
    names.length === 0 ? [] : /** @type {Tensor[]} */ ([model.execute(feed, names)].flat());

  /** @param {Rows} image @param {Pace} pace @param {number} [around] rows cut around each band */
  const bands = ({width, height}, {pixels}, around = reach) => {
    const rows = Math.floor((pixels / width - 2 * reach) / sizeMultiple) * sizeMultiple;
    return bandsOf(height, {rows: Math.max(sizeMultiple, rows), reach: around});
  };

  /** @param {Tensor[]} tensors of the whole @param {import('./bands.js').Band} band @param {number} height */
  const around = (tensors, {from, to}, height) =>
    tensors.map((one) => between(one, from / height, to / height));

  /** The queries of a band. @param {Seen} content @param {import('./bands.js').Band} band */
  const asked = ({image, moments: given, coarse: features}, band) => {
    const near = named(coarse, around(features, band, image.height));
    return {near, queries: run({...near, ...moments.feed(given)}, nodes.queries)};
  };

  return {
    /** Which of what is merged is made of what the tokens saw. */
    seen: seen.map((_, i) => i),

    /** @param {Rows} image @param {Pace} pace @returns {Promise<Seen>} */
    async encode(image, pace) {
      const {height} = image;
      /** @type {Tensor[][]} */
      const parts = [];
      const together = new JoinedMoments();
      for (const band of bands(image, pace)) {
        const features = tidy(() => {
          const made = run({[inputs.image]: image.tensor(band.from, band.to)}, nodes.features);
          return made.map((one) => inside(one, band));
        });
        const rows = band.bottom - band.top;
        const own = moments.of(features);
        await together.add(own, rows);
        dispose(own);
        parts.push(coarse.map((name) => features[nodes.features.indexOf(name)]));
        dispose(features.filter((one) => !parts.at(-1)?.includes(one)));
        await pace.step(/** @type {Tensor[]} */ (parts.at(-1)), rows / height);
      }
      return {image, moments: together.tensors(), coarse: joined(parts)};
    },

    /** As of a small content. @param {Seen} content @param {Pace} pace @returns {Promise<Tensor[]>} */
    async queries(content, pace) {
      const parts = [];
      for (const band of bands(content.image, pace, 0)) {
        const {near, queries} = asked(content, band);
        dispose(near);
        parts.push(queries);
        await pace.step(queries, 0);
      }
      return joined(parts);
    },

    /**
     * What is merged of a content under a style: what is made of what its tokens saw, then constants,
     * then the statistics for the skips.
     * @param {Seen} content @param {Tensor[]} code @param {Pace} pace @returns {Promise<Tensor[]>}
     */
    async apply(content, code, pace) {
      const {image: {height}, moments: given} = content;
      const levels = nodes.queries.length;
      const statistics = named(nodes.statistics, code.slice(2 * levels));
      /** @type {Tensor[][]} */
      const parts = [];
      for (const band of bands(content.image, pace, sizeMultiple)) {
        const share = (band.bottom - band.top) / height;
        const {near, queries} = asked(content, band);
        /** @type {Tensor[]} */
        const attended = [];
        for (const [i, query] of queries.entries()) {
          const part = (ATTENDING * share) / levels;
          attended.push(
            await attend(query, code[i], code[levels + i], (made, some) => pace.step(made, part * some)),
          );
          query.dispose();
        }
        const feed = {...near, ...moments.feed(given), ...named(nodes.attended, attended), ...statistics};
        parts.push(tidy(() => run(feed, seen).map((one) => inside(one, band))));
        dispose([near, attended]);
        await pace.step(/** @type {Tensor[]} */ (parts.at(-1)), (1 - ATTENDING) * share);
      }
      const rest = Object.values(statistics).map((one) => between(one, 0, 1)); // the code's may be disposed
      return [...joined(parts), ...run(statistics, constants), ...rest];
    },

    /**
     * @param {Seen} content @param {Tensor[]} merged as `apply` makes it @param {Tensor} keepDetail
     * @param {Pace} pace
     * @param {(floats: ArrayLike<number>, top: number) => void} put gets whole rows of RGB in [0, 1]
     */
    async decode({image, moments: given}, merged, keepDetail, pace, put) {
      const {height} = image;
      const statistics = named(nodes.statistics, merged.slice(seen.length + constants.length));
      const whole = merged.slice(0, seen.length + constants.length);
      for (const band of bands(image, pace)) {
        const result = tidy(() => {
          const fed = named([...seen, ...constants], around(whole, band, height));
          const made = tidy(() => {
            const from = Math.max(0, band.from - reach);
            const to = Math.min(height, band.to + reach);
            const near = skips.length === 0 ? [] : run({[inputs.image]: image.tensor(from, to)}, remade);
            const features = near.map((one) => inside(one, {from, to, top: band.from, bottom: band.to}));
            return run({...named(remade, features), ...moments.feed(given), ...statistics}, skips);
          });
          const keep = detail === null ? {} : {[detail]: keepDetail};
          const [picture] = run({...fed, ...named(skips, made), ...keep}, [nodes.output]);
          return inside(picture, band);
        });
        await pace.step([result], (band.bottom - band.top) / height);
        put(await result.data(), band.top);
        result.dispose();
      }
    },
  };
}

/** @param {string[]} names @param {Tensor[]} tensors */
const named = (names, tensors) => Object.fromEntries(names.map((name, i) => [name, tensors[i]]));
