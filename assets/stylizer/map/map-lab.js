/**
 * `<map-lab>`: a map of styles to walk on, with what a network paints there at once. The styles of the
 * tray are its places; a style of the reader's own finds its place beside them.
 */
import css from './map.css';
import {SHARE, choice, slider} from '../controls.js';
import {h} from '../dom.js';
import {isAbort} from '../errors.js';
import {readSample} from '../image-io.js';
import {mirrored} from '../pixels.js';
import {drawPicture} from '../gatys/draw-picture.js';
import {LabElement} from '../gatys/lab-element.js';
import {savePicture} from '../gatys/save-picture.js';
import {distance} from './hull.js';
import {MapPad} from './map-pad.js';
import {sizesOf} from './sizes.js';
import {SNAP, StyleSpace, between} from './style-space.js';
import {MAP_WORDS, speakMap} from './words.js';

/**
 * @typedef {import('../image-io.js').Picture} Picture
 * @typedef {import('../pixels.js').Pixels} Pixels
 * @typedef {import('../picture-well.js').Sample} Sample
 * @typedef {import('./style-space.js').Place} Place
 *
 * @typedef {{title: string, url: string, sample: Sample | null}} Known a style on the map
 *
 * @typedef {object} Seen a content as the network takes it
 * @property {Picture} picture
 * @property {import('../plan.js').Size} crop
 * @property {{key: string, pixels: Pixels}} image
 * @property {Float32Array} [own] its vector as a style, once that was asked for
 */

/** Longer sides of results, in pixels. */
const SIDES = [64, 128, 192, 256, 384, 512];

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

export default class MapLab extends LabElement {
  async connectedCallback() {
    await speakMap(this.localName);
    await super.connectedCallback();
    const root = this.shadowRoot;
    if (root && !root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  }

  view() {
    const config = /** @type {import('../gatys/lab-element.js').Config & Record<string, any>} */ (this.config);
    this.size = config.size;
    this.strength = 1;
    /** @type {StyleSpace | null} */
    this.space = null;
    /** @type {Known[]} as the marks of the space */
    this.known = [];
    this.isWanted = false;
    /** @type {Seen | undefined} */
    this.seen = undefined;
    /** @type {Promise<unknown>} */
    this.asked = Promise.resolve();
    this.canvas = h('canvas', {role: 'img', 'aria-label': MAP_WORDS.result});
    this.pad = new MapPad((place, rests) => this.#go(place, rests));
    this.still = this.#still();
    this.button = h('button', {type: 'button', class: 'go'}, MAP_WORDS.start);
    this.button.addEventListener('click', () => void this.start());
    this.saving = h('button', {type: 'button', hidden: ''}, MAP_WORDS.save);
    this.saving.addEventListener('click', () => void this.#save());
    const strength = slider('strength', MAP_WORDS.strength, SHARE, (_, value) => {
      this.strength = value;
      strength.show(value);
      this.#follow();
    });
    strength.show(this.strength);
    const size = choice('size', MAP_WORDS.size, (side) => {
      this.size = Number(side);
      this.seen = undefined;
      this.#follow();
    });
    size.offer(SIDES.map((side) => [String(side), MAP_WORDS.pixels(side)]));
    size.show(String(this.size));
    this.facts = h('p', {class: 'now', 'aria-hidden': 'true'});
    this.styleWell = this.well('style', (reading) => void reading.then((picture) => this.#visit(picture), () => {}));
    const content = this.well('content', (reading) =>
      void reading.then(() => {
        this.seen = undefined;
        this.#follow();
      }, () => {}));
    return h(
      'div',
      {class: 'frame lab', role: 'group', 'aria-label': MAP_WORDS.lab},
      h(
        'div',
        {class: 'bench'},
        h('div', {class: 'wall'}, this.pad.root, this.still, h('p', {class: 'map-keys', id: 'keys'}, MAP_WORDS.keys)),
        h(
          'div',
          {class: 'panel'},
          this.canvas,
          this.facts,
          this.status ?? '',
          h('div', {class: 'actions'}, this.button, this.saving),
          h('div', {class: 'map-settings'}, strength.root, size.root),
        ),
      ),
      h('div', {class: 'wells'}, content.root, this.styleWell.root),
    );
  }

  /** @param {string} size */
  invitation(size) {
    return MAP_WORDS.invitation(size);
  }

  /** The build's own picture, until there is a map to walk on. */
  #still() {
    const picture = this.querySelector('.lab-pictures')?.cloneNode(true);
    return picture instanceof HTMLElement ? picture : h('span');
  }

  /** Starts the network, shows it all styles, and opens the map at the one that is chosen. */
  async start() {
    const {button, pad} = this;
    if (!button || !pad || this.opening) return this.opening;
    button.disabled = true;
    this.opening = this.#open().catch((error) => {
      this.opening = undefined;
      button.disabled = false;
      this.failed(error);
    });
    await this.opening;
  }

  async #open() {
    const {pad, config} = this;
    if (!pad || !config) return;
    await this.ready();
    const {styles} = config;
    const vectors = [];
    for (const [i, {thumb, title}] of styles.entries()) {
      this.say(MAP_WORDS.placing(i + 1, styles.length));
      vectors.push(await this.#vectorOf(await readSample(thumb, title)));
    }
    const space = (this.space = new StyleSpace(vectors));
    this.known = styles.map((sample) => ({title: sample.title, url: sample.url, sample}));
    for (const [i, {place}] of space.marks.entries()) pad.mark(place, styles[i].thumb, styles[i].title);
    pad.bound(space.hull);
    pad.root.hidden = false;
    this.still?.remove();
    this.button?.remove();
    this.dataset.state = 'done';
    const chosen = await this.pictures?.style;
    if (chosen) await this.#visit(chosen);
  }

  /** @param {Picture} picture */
  async #vectorOf(picture) {
    const {size, input} = sizesOf(picture, this.#needs()).style;
    const pixels = mirrored(await this.pixels(picture, size), input);
    const {vector} = await this.#ask({type: 'encode', pixels}, 'encoded');
    return /** @type {Float32Array} */ (vector);
  }

  #needs() {
    return /** @type {import('../plan.js').Needs} */ (/** @type {unknown} */ (this.config?.model));
  }

  /** One question after the other. @param {import('./protocol.js').ToMap} question @param {string} type of the answer */
  #ask(question, type) {
    /** @type {Promise<any>} */
    const answer = (this.asked ?? Promise.resolve()).then(() => this.laboratory?.answer(question, type));
    this.asked = answer.catch(() => {});
    return answer;
  }

  /** Goes to a style; one that is not on the map yet is put there. @param {Picture} picture */
  async #visit(picture) {
    const {space, pad, known} = this;
    if (!space || !pad || !known) return;
    try {
      let index = known.findIndex(({url}) => url === picture.url);
      if (index < 0) {
        index = space.add(await this.#vectorOf(picture));
        known.push({title: picture.title, url: picture.url, sample: null});
        pad.mark(space.marks[index].place, picture.url, picture.title);
        pad.bound(space.hull);
      }
      this.#go(space.marks[index].place, true);
    } catch (error) {
      this.failed(error);
    }
  }

  /** @param {Place} place @param {boolean} rests */
  #go(place, rests) {
    const {space, pad, styleWell, known} = this;
    if (!space || !pad || !styleWell || !known) return;
    this.rests = rests;
    const meant = space.meant(place);
    this.isBeyond = distance(meant, place) > SNAP;
    pad.show(meant);
    const [first] = space.nearest(pad.place);
    const {url, title, sample} = known[first.index];
    const isThere = first.distance === 0;
    const shown = {url: sample?.thumb ?? url, title: isThere ? title : MAP_WORDS.nearTo(title)};
    styleWell.show(shown, isThere && sample ? sample.name : null);
    this.#follow();
  }

  /** Paints at the place, and once more where that has changed meanwhile. */
  async #follow() {
    if (!this.space) return;
    this.isWanted = true;
    if (this.isPainting) return;
    this.isPainting = true;
    this.dataset.state = 'running';
    try {
      while (this.isWanted) {
        this.isWanted = false;
        await this.#paint();
      }
      this.dataset.state = 'done';
    } catch (error) {
      if (!isAbort(error)) this.failed(error);
    } finally {
      this.isPainting = false;
    }
  }

  async #paint() {
    const {space, pad, canvas, strength = 1} = this;
    if (!space || !pad || !canvas) return;
    const seen = (this.seen ??= await this.#content());
    const style = space.vectorAt(pad.place);
    if (strength < 1) seen.own ??= await this.#vectorOf(seen.picture);
    const vector = seen.own ? between(seen.own, style, strength) : style;
    const paint = {content: seen.image, crop: seen.crop, vector};
    const {pixels, ms} = await this.#ask({type: 'paint', paint}, 'painted');
    this.#show(pixels, ms);
  }

  /** @returns {Promise<Seen>} */
  async #content() {
    const picture = /** @type {Picture} */ (await this.pictures?.content);
    const {size, input} = sizesOf(picture, this.#needs(), this.size).content;
    const pixels = mirrored(await this.pixels(picture, size), input);
    const image = {key: `${picture.key} ${size.width}x${size.height}`, pixels};
    return {picture, crop: size, image};
  }

  /** @param {Pixels} pixels @param {number} ms */
  #show(pixels, ms) {
    const {canvas, space, pad, facts, saving, known} = this;
    if (!canvas || !space || !pad || !facts || !saving || !known) return;
    this.result = pixels;
    drawPicture(canvas, pixels);
    saving.hidden = false;
    facts.textContent = `${MAP_WORDS.share(space.share)} ${MAP_WORDS.painted(ms)}`;
    const [first, second] = space.nearest(pad.place);
    const titles = [first, second].map(({index}) => known[index].title);
    const where = first.distance > 0 ? MAP_WORDS.near(titles[0], titles[1]) : MAP_WORDS.at(titles[0]);
    if (this.rests && !this.isWanted) this.say(this.isBeyond ? `${MAP_WORDS.edge} ${where}` : where);
    this.dispatchEvent(new CustomEvent('map-painted', {detail: {place: pad.place, ms}}));
  }

  async #save() {
    if (this.result) await savePicture(this.result, MAP_WORDS.fileName);
  }
}
