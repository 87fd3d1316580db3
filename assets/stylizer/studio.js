/**
 * One loaded network with what it has already seen: contents and styles are encoded once and
 * kept, so that moving the strength only mixes and decodes. Runs in the worker and under Node.
 */
import {Gaze} from './gaze.js';
import {Kept, nameOf} from './kept.js';
import {mergedLayers} from './layers.js';
import {lazily} from './lazily.js';
import {fromFloats, toFloats} from './pixels.js';
import {Steady} from './steady.js';
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
    this.full = shelf();
    this.small = shelf();
    this.gaze = new Gaze(family);
    /** @type {import('./large-studio.js').LargeStudio | null} */
    this.large = null;
    this.steady = new Steady(family);
  }

  /** The pictures that need not be sent again, by what they were used as. */
  get kept() {
    const {codes, full, small, large} = this;
    const contents = [...full.contents.keys(), ...small.contents.keys()];
    return {codes: [...codes.keys()], contents: large?.content ? [...contents, large.content.key] : contents};
  }

  /** Gives back what it keeps of pictures. */
  dispose() {
    for (const kept of [this.codes, ...Object.values(this.full), ...Object.values(this.small)]) kept.clear();
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
    if (this.#isLarge(job)) {
      const paces = (/** @type {number} */ share, of = 1) => ({pixels: job.pixels, step: stepper(advance, share / of)});
      const large = await this.#largeStudio();
      const pixels = await large.stylize(job, paces);
      progress(1);
      return pixels;
    }
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
  async #painted(job, before, advance) {
    const {content, keepDetail, pixels, small, stream, regions} = job;
    const pace = (/** @type {number} */ share, of = 1) => ({pixels, step: stream ? unwatched : stepper(advance, share / of)});
    const {family} = this;
    const {contents, blends, features: kept} = small ? this.small : this.full;
    const count = regions?.layers.length ?? 1;
    kept.limit = Math.max(KEPT.features, 2 * count);

    const seen = before && (await family.encodeContent(before, pace(SHARES.content)));
    const passing = seen ? [...seen] : [];
    /** @param {Tensor[]} features @param {Job['styles']} styles @param {number} pieces */
    const made = async (features, styles, pieces) => {
      const codes = await this.#codes(styles, pace(SHARES.code, pieces * styles.length));
      const blend = () => this.#blend(codes, features);
      const name = `${stream?.key ?? content.key} ${nameOf(styles)}`;
      const mixture = codes.length > 1 && (seen ? await blend() : await blends.get(name, blend));
      const moments = stream && this.steady.at(stream, content.key, features);
      const under = await family.apply(features, mixture || codes[0].code, pace(SHARES.apply, pieces), moments);
      if (seen) passing.push(...under, ...(mixture || []));
      return under;
    };
    const first = () =>
      contents.get(content.key, () => this.#content(content, pace(SHARES.content)));
    const merged = await mergedLayers(job, family.mix, async (styles, pieces) =>
      seen
        ? made(seen, styles, pieces)
        : kept.get(`${content.key} ${nameOf(styles)}`, async () => made(await first(), styles, pieces)),
    );
    passing.push(...merged.made);
    const keep = scalar(keepDetail);
    passing.push(keep);
    const decode = (/** @type {Tensor[]} */ features) => family.decode(features, keep, pace(SHARES.decode, count));
    const result = await (regions ? this.#placed(merged.layers, job, decode) : decode(merged.layers[0]));
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
    const large = this.#isLarge(job) ? await this.#largeStudio() : null;
    const features = () =>
      this.full.contents.get(content.key, () => this.#content(content, pace));
    const queries = async () =>
      large
        ? large.large.queries(await large.seen(content, pace), pace)
        : this.family.queries(await features());
    if (!this.gaze.knows(content.key)) await this.gaze.learn(content.key, await queries());
    const codes = await this.#codes(styles, pace);
    if (codes.length === 1) return [await this.gaze.look(place, sizes, codes[0].code)];
    const mixture = await this.full.blends.get(`${content.key} ${nameOf(styles)}`, async () =>
      large
        ? (await large.code(await large.seen(content, pace), styles, pace)).code
        : this.#blend(codes, await features()),
    );
    return cut(await this.gaze.look(place, sizes, mixture), codes);
  }

  /** Whether a job's content is too large for one piece (plan.js). @param {Job} job */
  #isLarge({content: {key, pixels}, pixels: most}) {
    return pixels ? pixels.width * pixels.height > most : this.large?.content?.key === key;
  }

  async #largeStudio() {
    const {LargeStudio} = await lazily(() => import('./large-studio.js'));
    const steps = await this.family.large();
    return (this.large ??= new LargeStudio(this.family, steps, (styles, pace) => this.#codes(styles, pace)));
  }

  /**
   * Each layer in its place.
   * @param {Tensor[][]} merged of each layer @param {Job} job
   * @param {(features: Tensor[]) => Promise<Tensor>} decode
   */
  async #placed(merged, {regions, crop}, decode) {
    const {Masks, painted} = await lazily(() => import('./regional.js'));
    const masks = new Masks(/** @type {NonNullable<Job['regions']>} */ (regions), crop);
    return painted(merged, await this.family.seen(), masks, decode);
  }

  /** @param {{code: Tensor[], weight: number}[]} codes @param {Tensor[]} features of the content */
  async #blend(codes, features) {
    const queries = this.family.queries(features);
    try {
      return await this.family.blend(codes, queries);
    } finally {
      dispose(queries);
    }
  }

  /** Every style, encoded. @param {Job['styles']} styles @param {Pace} pace of encoding one */
  async #codes(styles, pace) {
    const codes = [];
    for (const {weight, isOwn, ...image} of styles) {
      const encode = (/** @type {Tensor} */ input) => this.family.encodeStyle(input, pace, image.sharpness);
      const own = isOwn && this.family.own?.();
      const code = own || (await this.codes.get(image.key, () => this.#encode(image, encode)));
      codes.push({code, weight});
    }
    return codes;
  }

  /** What is not sent because it is here must not go to make room. @param {Job} job */
  #hold({styles, own}) {
    this.codes.renew([...styles, ...(own ? [own] : [])].map(({key}) => key));
  }

  /** @param {Image} image @param {Pace} pace */
  #content(image, pace) {
    return this.#encode(image, (input) => this.family.encodeContent(input, pace));
  }

  /** @param {Image} image @param {(input: Tensor) => Promise<Tensor[]>} encode */
  async #encode({key, pixels}, encode) {
    if (!pixels) throw new Error(`${key} was not sent`);
    const input = tensor(toFloats(pixels), [1, pixels.height, pixels.width, 3]);
    try {
      return await encode(input);
    } finally {
      input.dispose();
    }
  }
}

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

/** For frames of a video: they are soon done, and to wait at each step takes time. */
const unwatched = async () => {};

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

/** What is kept of runs of one kind. */
const shelf = () => ({
  contents: new Kept(KEPT.contents),
  blends: new Kept(KEPT.blends),
  features: new Kept(KEPT.features),
});
