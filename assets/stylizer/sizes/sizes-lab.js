/**
 * `<sizes-lab>`: one style, networks of several sizes, and as many bits for a weight as the reader
 * likes. The picture is painted anew at every move of a slider, beside that of the teacher whom the
 * smaller networks imitate.
 */
import {slider} from '../controls.js';
import {h} from '../dom.js';
import {drawPicture} from '../gatys/draw-picture.js';
import {LabElement} from '../gatys/lab-element.js';
import {resultSize} from '../gatys/settings.js';
import {WORDS} from '../gatys/words.js';
import {BITS} from './coarse.js';
import {difference, psnr} from './difference.js';

/**
 * @typedef {import('../pixels.js').Pixels} Pixels
 * @typedef {{url: string, channels: number, numbers: number}} Size one of the networks
 * @typedef {{size: number, bits: number, bytes: number, ms: number, psnr: number}} Outcome
 */

export default class SizesLab extends LabElement {
  view() {
    /** @type {Size[]} the narrowest first, the teacher last */
    this.sizes = this.config?.sizes ?? [];
    this.chosen = {size: this.config?.begin ?? 0, bits: BITS.most};
    this.canvas = h('canvas', {role: 'img', 'aria-label': WORDS.picture});
    this.still = this.querySelector('.lab-result')?.cloneNode(true) ?? h('span');
    this.beside = {teacher: h('canvas', {}), difference: h('canvas', {})};
    this.figures = h(
      'div',
      {class: 'maps'},
      h('figure', {}, this.beside.teacher, h('figcaption', {}, WORDS.sizes.teacher)),
      h('figure', {}, this.beside.difference, h('figcaption', {}, WORDS.sizes.difference)),
    );
    this.figures.hidden = true;
    this.facts = h('dl', {class: 'facts'});
    const {sizes, chosen} = this;
    const size = slider('size', WORDS.sizes.size, {
      range: {min: '0', max: String(sizes.length - 1), step: '1'},
      unit: 1,
      text: (at) => WORDS.sizes.channels(sizes[at].channels, at === sizes.length - 1),
    }, (_, at) => this.#set({size: at}, size));
    const bits = slider('bits', WORDS.sizes.bits, {
      range: {min: String(BITS.least), max: String(BITS.most), step: '1'},
      unit: 1,
      text: String,
    }, (_, count) => this.#set({bits: count}, bits));
    size.show(chosen.size);
    bits.show(chosen.bits);
    this.button = h('button', {type: 'button', class: 'go'}, WORDS.sizes.paint);
    this.button.addEventListener('click', () => void this.paint());
    const well = this.well('content', (reading) => {
      this.wanted = undefined;
      void reading.then(() => void (this.isUnderWay && this.paint()), () => {});
    });
    this.#tell(null);
    return h(
      'div',
      {class: 'frame lab', role: 'group', 'aria-label': WORDS.sizes.lab},
      h(
        'div',
        {class: 'bench'},
        h('div', {class: 'wall'}, this.canvas, this.still),
        h(
          'div',
          {class: 'panel'},
          size.root,
          bits.root,
          this.facts,
          this.figures,
          this.status ?? '',
          h('div', {class: 'actions'}, this.button),
        ),
      ),
      h('div', {class: 'wells'}, well.root),
    );
  }

  /** @param {string} size */
  invitation(size) {
    return WORDS.sizes.invitation(size);
  }

  /** Whether it has been asked to paint. */
  get isUnderWay() {
    return this.dataset.state !== 'idle';
  }

  /** @param {Partial<{size: number, bits: number}>} change @param {ReturnType<typeof slider>} control */
  #set(change, control) {
    if (!this.chosen) return;
    this.chosen = {...this.chosen, ...change};
    control.show(Object.values(change)[0]);
    if (this.isUnderWay) void this.paint();
    else this.#tell(null);
  }

  /** Paints with what is chosen, and once more if that changes meanwhile. */
  async paint() {
    this.again = true;
    if (this.isPainting) return;
    this.isPainting = true;
    try {
      while (this.again) {
        this.again = false;
        await this.#once();
      }
      this.dataset.state = 'done';
    } catch (error) {
      this.failed(error);
    } finally {
      this.isPainting = false;
    }
  }

  async #once() {
    const {sizes, chosen, pictures} = this;
    if (!sizes || !chosen || !pictures?.content) return;
    const laboratory = await this.ready();
    this.dataset.state = 'running';
    const content = await pictures.content;
    const picture = await this.pixels(content, resultSize(content, Number(this.config?.size)));
    /** @type {(size: Size, bits: number) => Promise<import('./protocol.js').Painting>} */
    const paint = async ({url}, bits) => {
      const files = await laboratory.files(new URL(url, document.baseURI).href);
      return laboratory.answer({type: 'paint', files, bits, picture}, 'painted');
    };
    if (!this.wanted) {
      const {pixels} = await paint(sizes[sizes.length - 1], BITS.most);
      if (content !== (await pictures.content)) return;
      this.wanted = pixels;
    }
    const {pixels, ms, bytes} = await paint(sizes[chosen.size], chosen.bits);
    if (!this.wanted || content !== (await pictures.content)) return;
    this.#show(pixels, this.wanted, {...chosen, ms, bytes, psnr: psnr(pixels, this.wanted)});
  }

  /** @param {Pixels} pixels @param {Pixels} wanted @param {Outcome} outcome */
  #show(pixels, wanted, outcome) {
    const {canvas, beside, figures} = this;
    if (!canvas || !beside || !figures) return;
    drawPicture(canvas, pixels);
    drawPicture(beside.teacher, wanted);
    drawPicture(beside.difference, difference(pixels, wanted));
    figures.hidden = false;
    this.still?.parentNode?.removeChild(this.still);
    this.#tell(outcome);
    this.dispatchEvent(new CustomEvent('lab-painted', {detail: outcome}));
  }

  /** What is known of the network, and what its picture was like. @param {Outcome | null} outcome */
  #tell(outcome) {
    const {sizes, chosen, facts} = this;
    if (!sizes || !chosen || !facts) return;
    const entries = WORDS.sizes.facts({numbers: sizes[chosen.size].numbers, outcome});
    facts.replaceChildren(...entries.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))));
    if (outcome) this.say(WORDS.sizes.painted(sizes[outcome.size].channels, outcome));
  }
}
