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
    const parts = [{code: job.style, weight: job.strength}];
    if (job.own) parts.push({code: job.own, weight: 1 - job.strength});
    let done = 0;
    const advance = (/** @type {number} */ share) => progress((done += share));

    const mixed = [];
    for (const {code, weight} of parts) {
      const features = await this.#underStyle(job.content, code, (share) =>
        advance(share / parts.length),
      );
      mixed.push({features, weight});
    }
    const alone = mixed.length === 1 && mixed[0].weight === 1;
    const features = alone ? mixed[0].features : this.family.mix(mixed);
    const keep = scalar(job.keepDetail);
    const result = this.family.decode(features, keep);
    if (!alone) dispose(features);
    try {
      const width = /** @type {number} */ (result.shape[2]);
      return fromFloats(await result.data(), width, job.crop);
    } finally {
      dispose([keep, result]);
      advance(SHARES.decode);
    }
  }

  /**
   * Features of a content under one style, from memory where they are there.
   * @param {Image} content @param {Image} style @param {(share: number) => void} advance
   */
  #underStyle(content, style, advance) {
    return this.features.get(`${content.key} ${style.key}`, async () => {
      const seen = await this.contents.get(content.key, () =>
        this.#encode(content, this.family.encodeContent),
      );
      await settle(seen);
      advance(SHARES.content);
      const code = await this.codes.get(style.key, () =>
        this.#encode(style, this.family.encodeStyle),
      );
      await settle(code);
      advance(SHARES.code);
      const features = this.family.apply(seen, code);
      await settle(features);
      advance(SHARES.apply);
      return features;
    });
  }

  /** @param {Image} image @param {(input: Tensor) => Tensor[]} encoder */
  async #encode({key, pixels}, encoder) {
    if (!pixels) throw new Error(`${key} was not sent`);
    const input = tensor(toFloats(pixels), [1, pixels.height, pixels.width, 3]);
    try {
      return encoder(input);
    } finally {
      input.dispose();
    }
  }
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
