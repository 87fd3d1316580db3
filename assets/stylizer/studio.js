/**
 * One loaded network with what it has already seen: contents and styles are encoded once and
 * kept, so that moving the strength only mixes and decodes. Runs in the worker and under Node.
 */
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
const KEPT = {codes: 8, contents: 1, features: 2};

/** Rough shares of the time of a run, for the progress bar. */
const SHARES = {code: 0.12, content: 0.18, apply: 0.3, decode: 0.4};

export class Studio {
  /** @param {Family} family */
  constructor(family) {
    this.family = family;
    this.codes = new Kept(KEPT.codes);
    this.contents = new Kept(KEPT.contents);
    this.features = new Kept(KEPT.features);
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
  async #painted({content, style, own, strength, keepDetail, pixels}, before, advance) {
    const parts = [{style, weight: strength}];
    if (own) parts.push({style: own, weight: 1 - strength});
    const pace = (/** @type {number} */ share, of = 1) => ({pixels, step: stepper(advance, share / of)});
    const {family} = this;

    const seen = before && (await family.encodeContent(before, pace(SHARES.content)));
    const passing = seen ? [...seen] : [];
    const mixed = [];
    for (const {style: one, weight} of parts) {
      const under = async (/** @type {Tensor[]} */ features) => {
        const code = await this.codes.get(one.key, () =>
          this.#encode(one, 'encodeStyle', pace(SHARES.code, parts.length)),
        );
        return family.apply(features, code, pace(SHARES.apply, parts.length));
      };
      const features = seen
        ? await under(seen)
        : await this.features.get(`${content.key} ${one.key}`, async () =>
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
