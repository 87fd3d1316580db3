/**
 * From two pictures and the settings to a job for the worker: sizes from plan.js, pixels from
 * image-io.js. The pixels prepared last are kept, so that moving a slider decodes nothing.
 */
import {pixelsAt} from './image-io.js';
import {looked} from './looked.js';
import {MOST} from './mixture.js';
import {flatten, mirrored} from './pixels.js';
import {plan} from './plan.js';
import {sizesOf} from './state.js';

/**
 * @typedef {import('./image-io.js').Picture} Picture
 * @typedef {import('./pixels.js').Pixels} Pixels
 * @typedef {import('./plan.js').Size} Size
 *
 * @typedef {{content: Picture, styles: import('./mixture.js').Weighted[],
 *   regions?: import('./regions.js').Regions | null, settings: import('./state.js').Settings, limits: import('./plan.js').Limits,
 *   needs: import('./plan.js').Needs}} Wish
 *
 * @typedef {object} Prepared
 * @property {import('./protocol.js').Image & {pixels: Pixels}} image for the network
 * @property {Pixels} original before flattening and padding
 * @property {Uint8ClampedArray | null} alpha
 */

/** Content, styles, and the content as its own style, of this job, its preview, and the one before. */
const KEPT = 3 * (MOST + 2);

export class Jobs {
  constructor() {
    /** @type {Map<string, Promise<Prepared>>} */
    this.prepared = new Map();
  }

  /**
   * @param {Wish} wish
   */
  async make({content, styles: all, regions: divided, settings, limits, needs}) {
    const regions = divided && (await placed(divided, all));
    const styles = regions?.styles ?? all.filter(({weight}) => weight > 0);
    const sizes = styles.map(({picture}) => picture);
    const planned = plan({...sizesOf(settings), content, styles: sizes, layers: regions?.layers.length, limits, needs});
    const [seen, codes, own] = await Promise.all([
      this.#prepare(content, planned.result, planned.content),
      Promise.all(planned.styles.map(({size, input}, i) => this.#prepare(sizes[i], size, input))),
      settings.strength < 1 ? this.#prepare(content, planned.own, planned.ownInput) : null,
    ]);
    const {width, height} = planned.content;
    const isBanded = width * height > planned.pixels; // then the worker keeps other things of it
    /** @type {import('./protocol.js').Job} */
    const job = {
      content: isBanded ? {...seen.image, key: `${seen.image.key} in bands`} : seen.image,
      styles: codes.map(({image}, i) => ({...looked(image, settings.attention), weight: styles[i].weight})),
      own: own && looked(own.image, settings.attention),
      strength: settings.strength,
      keepDetail: settings.keepDetail,
      iterations: settings.iterations,
      pixels: planned.pixels,
      crop: planned.result,
      regions: regions && {...regions.grid, layers: regions.layers, input: planned.content},
    };
    const palette = codes.map(({image}, i) => ({pixels: image.pixels, weight: styles[i].weight}));
    return {job, plan: planned, styles: sizes, original: seen.original, alpha: seen.alpha, palette};
  }

  /** @param {Picture} picture @param {Size} size @param {Size} input after padding */
  #prepare(picture, size, input) {
    const key = `${picture.key} ${size.width}x${size.height}`;
    const found = this.prepared.get(key) ?? prepare(picture, size, input, key);
    this.prepared.delete(key);
    this.prepared.set(key, found);
    found.catch(() => this.prepared.delete(key));
    for (const old of this.prepared.keys()) {
      if (this.prepared.size <= KEPT) break;
      this.prepared.delete(old);
    }
    return found;
  }
}

/**
 * The regions of those styles that are to be seen anywhere, with those styles.
 * @param {import('./regions.js').Regions} regions @param {import('./mixture.js').Weighted[]} all
 */
async function placed(regions, all) {
  const {isPainted, layersOf} = await import('./regions.js');
  const styles = all.filter(({picture, weight}) => weight > 0 || isPainted(regions, picture));
  const divided = layersOf(regions, styles);
  if (!divided) return null;
  const {layers, ...grid} = divided;
  return {styles, layers, grid};
}

/**
 * @param {Picture} picture @param {Size} size @param {Size} input @param {string} key
 * @returns {Promise<Prepared>}
 */
async function prepare(picture, size, input, key) {
  const original = await pixelsAt(picture, size);
  const {flat, alpha} = flatten(original);
  return {image: {key, pixels: mirrored(flat, input)}, original, alpha};
}
