/**
 * One loaded network with what it has already seen: contents and styles are encoded once and
 * kept, so that moving the strength only mixes and decodes. Runs in the worker and under Node.
 */
import {Gaze} from './gaze.js';
import {fromFloats, toFloats} from './pixels.js';
import {dispose, scalar, slice, tensor} from './tfjs/core.js';

/**
 * @typedef {import('@tensorflow/tfjs-core').Tensor} Tensor
 * @typedef {import('./protocol.js').Image} Image
 * @typedef {import('./protocol.js').Job} Job
 * @typedef {import('./families/index.js').Family} Family
 * @typedef {import('./families/index.js').Pace} Pace
 */

/** Codes are small (a few MB); contents and their features under a style are not. */
const KEPT = {codes: 8, contents: 1, blends: 1, features: 2};

/** Rough shares of the time of a run, for the progress bar. */
const SHARES = {code: 0.12, content: 0.18, apply: 0.3, decode: 0.4};

export class Studio {
  /** @param {Family} family */
  constructor(family) {
    this.family = family;
    this.codes = new Kept(KEPT.codes);
    this.contents = new Kept(KEPT.contents);
    this.blends = new Kept(KEPT.blends);
    this.features = new Kept(KEPT.features);
    this.gaze = new Gaze(family);
  }

  /** The pictures that need not be sent again, by what they were used as. */
  get kept() {
    return {codes: [...this.codes.keys()], contents: [...this.contents.keys()]};
  }

  /**
   * @param {Job} job
   * @param {(done: number) => void} [progress] told the share that is done, in [0, 1]
   * @returns {Promise<import('./pixels.js').Pixels>} of the size of `job.crop`
   */
  async stylize(job, progress = () => {}) {
    this.#hold(job);
    let done = 0;
    const advance = (/** @type {number} */ share) => progress(Math.min(1, (done += share / job.iterations)));
    let result = await this.#painted(job, null, advance);
    for (let i = 1; i < job.iterations; i++) {
      const next = await this.#painted(job, result, advance);
      result.dispose();
      result = next;
    }
    try {
      const width = /** @type {number} */ (result.shape[2]);
      const floats = await result.data();
      progress(1); // what was kept from before took no steps
      return fromFloats(floats, width, job.crop);
    } finally {
      result.dispose();
    }
  }

  /**
   * One iteration. Of the first one what the network saw is kept; of later ones only the styles.
   * @param {Job} job @param {Tensor | null} before the result so far, which is the content then
   * @param {(share: number) => void} advance @returns {Promise<Tensor>} (1, H, W, 3) in [0, 1]
   */
  async #painted({content, styles, own, strength, keepDetail, pixels}, before, advance) {
    const parts = [{styles, weight: strength}];
    if (own) parts.push({styles: [{...own, weight: 1}], weight: 1 - strength});
    const pace = (/** @type {number} */ share, of = 1) => ({pixels, step: stepper(advance, share / of)});
    const {family} = this;

    const seen = before && (await family.encodeContent(before, pace(SHARES.content)));
    const passing = seen ? [...seen] : [];
    const mixed = [];
    for (const {styles: some, weight} of parts) {
      const name = `${content.key} ${nameOf(some)}`;
      const under = async (/** @type {Tensor[]} */ features) => {
        const pieces = parts.length * some.length;
        const codes = await this.#codes(some, pace(SHARES.code, pieces));
        const blend = () => family.blend(codes, features);
        const mixture = codes.length > 1 && (seen ? await blend() : await this.blends.get(name, blend));
        const code = mixture || codes[0].code;
        const made = await family.apply(features, code, pace(SHARES.apply, parts.length));
        if (seen && mixture) passing.push(...mixture);
        return made;
      };
      const features = seen
        ? await under(seen)
        : await this.features.get(name, async () =>
            under(
              await this.contents.get(content.key, () =>
                this.#encode(content, 'encodeContent', pace(SHARES.content)),
              ),
            ),
          );
      if (seen) passing.push(...features);
      mixed.push({features, weight});
    }
    let [{features}] = mixed;
    if (strength !== 1) passing.push(...(features = family.mix(mixed)));
    const keep = scalar(keepDetail);
    passing.push(keep);
    const result = await family.decode(features, keep, pace(SHARES.decode));
    dispose(passing);
    return result;
  }

  /**
   * Where a place of the content looks, in the first iteration: of later ones nothing is kept.
   * @param {import('./protocol.js').Look} look @returns {Promise<import('./protocol.js').Looks>}
   */
  async look({job, place, sizes}) {
    const {content, styles, pixels} = job;
    this.#hold(job);
    const pace = {pixels, step: settle};
    const features = () =>
      this.contents.get(content.key, () => this.#encode(content, 'encodeContent', pace));
    if (!this.gaze.knows(content.key)) await this.gaze.learn(content.key, await features());
    const codes = await this.#codes(styles, pace);
    if (codes.length === 1) return [await this.gaze.look(place, sizes, codes[0].code)];
    const mixture = await this.blends.get(`${content.key} ${nameOf(styles)}`, async () =>
      this.family.blend(codes, await features()),
    );
    return cut(await this.gaze.look(place, sizes, mixture), codes);
  }

  /** Every style, encoded. @param {Job['styles']} styles @param {Pace} pace of encoding one */
  async #codes(styles, pace) {
    const codes = [];
    for (const {weight, ...image} of styles) {
      const code = await this.codes.get(image.key, () => this.#encode(image, 'encodeStyle', pace));
      codes.push({code, weight});
    }
    return codes;
  }

  /** What is not sent because it is here must not go to make room. @param {Job} job */
  #hold({styles, own}) {
    this.codes.renew([...styles, ...(own ? [own] : [])].map(({key}) => key));
  }

  /** @param {Image} image @param {'encodeContent' | 'encodeStyle'} encoder @param {Pace} pace */
  async #encode({key, pixels}, encoder, pace) {
    if (!pixels) throw new Error(`${key} was not sent`);
    const input = tensor(toFloats(pixels), [1, pixels.height, pixels.width, 3]);
    try {
      return await this.family[encoder](input, pace);
    } finally {
      input.dispose();
    }
  }
}

/** @param {Job['styles']} styles */
const nameOf = (styles) =>
  styles.length === 1 ? styles[0].key : styles.map(({key, weight}) => `${weight} × ${key}`).join(' + ');

/**
 * Weights over the tokens of all styles, for each level; cut into those of each style.
 * @param {Float32Array[]} rows @param {{code: Tensor[]}[]} parts @returns {Float32Array[][]}
 */
function cut(rows, parts) {
  const ends = rows.map(() => 0);
  return parts.map(({code}) =>
    rows.map((row, level) => {
      const tokens = /** @type {number} */ (code[level].shape[2]); // of its keys
      return row.slice(ends[level], (ends[level] += tokens));
    }),
  );
}

/** @param {(share: number) => void} advance @param {number} whole share of the run */
function stepper(advance, whole) {
  return async (/** @type {Tensor[]} */ made, /** @type {number} */ share) => {
    await settle(made);
    advance(whole * share);
  };
}

/** Waits until a step has run: on a GPU the call only queues it. @param {Tensor[]} tensors */
async function settle(tensors) {
  const last = tensors[tensors.length - 1];
  const one = last.shape.map(() => 1);
  const probe = slice(last, last.shape.map(() => 0), one);
  await probe.data();
  probe.dispose();
}

/** The tensors used last, by key; the one unused longest is disposed when there are too many. */
class Kept {
  /** @param {number} limit */
  constructor(limit) {
    this.limit = limit;
    /** @type {Map<string, Tensor[]>} */
    this.entries = new Map();
  }

  keys() {
    return this.entries.keys();
  }

  /** Counts what is there of these as used just now. @param {string[]} keys */
  renew(keys) {
    for (const key of keys) {
      const tensors = this.entries.get(key);
      if (!tensors) continue;
      this.entries.delete(key);
      this.entries.set(key, tensors);
    }
  }

  /**
   * @param {string} key @param {() => Promise<Tensor[]>} make
   * @returns {Promise<Tensor[]>}
   */
  async get(key, make) {
    const tensors = this.entries.get(key) ?? (await make());
    this.entries.delete(key);
    this.entries.set(key, tensors);
    for (const [old, unused] of this.entries) {
      if (this.entries.size <= this.limit) break;
      this.entries.delete(old);
      dispose(unused);
    }
    return tensors;
  }
}
