/**
 * The studio for contents too large for one piece (plan.js): the same steps in bands, with only what
 * belongs to tokens kept of them. Used by studio.js, which has the styles.
 */
import {Kept, nameOf} from './kept.js';
import {mergedLayers} from './layers.js';
import {FloatRows, PixelRows, rowsOfPixels} from './picture-rows.js';
import {Masks, MixedRows, mixedSeen} from './regional.js';
import {dispose, scalar} from './tfjs/core.js';

/**
 * @typedef {import('@tensorflow/tfjs-core').Tensor} Tensor
 * @typedef {import('./protocol.js').Job} Job
 * @typedef {import('./families/index.js').Pace} Pace
 * @typedef {import('./families/large.js').Seen} Seen
 * @typedef {(share: number, of?: number) => Pace} Paces a pace for a share of the run
 * @typedef {(styles: Job['styles'], pace: Pace) => Promise<{code: Tensor[], weight: number}[]>} Codes
 */

/** What each of two styles, or of two strengths, made of the content. */
const KEPT = 2;

/** Rough shares of the time of a run, for the progress bar. */
const SHARES = {code: 0.02, content: 0.28, apply: 0.3, decode: 0.4};

export class LargeStudio {
  /**
   * @param {import('./families/index.js').Family} family @param {ReturnType<typeof
   *   import('./families/large.js').large>} large its steps in bands @param {Codes} codes encoded styles
   */
  constructor(family, large, codes) {
    this.family = family;
    this.large = large;
    this.codes = codes;
    /** @type {{key: string, seen: Seen} | null} */
    this.content = null;
    this.merged = new Kept(KEPT);
  }

  /**
   * @param {Job} job @param {Paces} paces of one iteration
   * @returns {Promise<import('./pixels.js').Pixels>} of the size of `job.crop`
   */
  async stylize(job, paces) {
    let seen = await this.seen(job.content, paces(SHARES.content));
    for (let left = job.iterations; ; left--) {
      const isFirst = left === job.iterations;
      const {width, height} = seen.image;
      const rows = left === 1 ? new PixelRows(job.crop, width) : new FloatRows({width, height});
      try {
        await this.#paint(job, seen, isFirst, paces, rows);
      } finally {
        if (!isFirst) dispose([seen.moments, seen.coarse]);
      }
      if (rows instanceof PixelRows) return rows.pixels;
      seen = await this.large.encode(rows, paces(SHARES.content));
    }
  }

  /** The content as the network sees it. @param {Job['content']} image @param {Pace} pace */
  async seen({key, pixels}, pace) {
    if (this.content?.key === key) return this.content.seen;
    if (!pixels) throw new Error(`${key} was not sent`);
    this.#forget();
    const seen = await this.large.encode(rowsOfPixels(pixels), pace);
    this.content = {key, seen};
    return seen;
  }

  /** A code made of several styles for this content. @param {Seen} seen @param {Job['styles']} styles @param {Pace} pace */
  async code(seen, styles, pace) {
    const codes = await this.codes(styles, pace);
    if (codes.length === 1) return {code: codes[0].code, isOwn: false};
    const queries = await this.large.queries(seen, pace);
    try {
      return {code: await this.family.blend(codes, queries), isOwn: true};
    } finally {
      dispose(queries);
    }
  }

  /**
   * @param {Job} job @param {Seen} seen @param {boolean} isKept whether what is made is worth keeping
   * @param {Paces} paces @param {PixelRows | FloatRows} rows
   */
  async #paint(job, seen, isKept, paces, rows) {
    const {content, keepDetail, regions, crop} = job;
    const {large} = this;
    const count = regions?.layers.length ?? 1;
    this.merged.limit = Math.max(KEPT, 2 * count);
    /** @type {Tensor[]} */
    const passing = [];
    const merged = await mergedLayers(job, this.family.mix, async (styles, pieces) => {
      const make = async () => {
        const {code, isOwn} = await this.code(seen, styles, paces(SHARES.code, pieces * styles.length));
        try {
          return await large.apply(seen, code, paces(SHARES.apply, pieces));
        } finally {
          if (isOwn) dispose(code);
        }
      };
      if (isKept) return this.merged.get(`${content.key} ${nameOf(styles)}`, make);
      const features = await make();
      passing.push(...features);
      return features;
    });
    passing.push(...merged.made);
    const keep = scalar(keepDetail);
    passing.push(keep);
    const decode = (/** @type {Tensor[]} */ features, /** @type {(floats: ArrayLike<number>, top: number) => void} */ put) =>
      large.decode(seen, features, keep, paces(SHARES.decode, count), put);
    if (!regions) await decode(merged.layers[0], (floats, top) => rows.put(floats, top));
    else {
      const masks = new Masks(regions, crop);
      const {layers: shared, made} = mixedSeen(merged.layers, large.seen, masks);
      passing.push(...made);
      const sum = new MixedRows(masks, seen.image);
      for (const [i, features] of shared.entries()) await decode(features, sum.putter(i));
      rows.put(sum.floats, 0);
    }
    dispose(passing);
  }

  /** Room for another content. */
  #forget() {
    if (this.content) dispose([this.content.seen.moments, this.content.seen.coarse]);
    this.content = null;
    this.merged.clear();
  }
}
