/**
 * `<gram-lab>`: the Gram matrix of a layer, to touch. Pointing at an entry shows where its two
 * channels are found in the picture, and where both are: the entry is the mean of that last map.
 */
import {choice} from '../controls.js';
import {h} from '../dom.js';
import {HeatPicture} from '../heat-picture.js';
import {coloured, gramOf, loudestPair, mapOf, ordered} from './channels.js';
import {LabElement} from './lab-element.js';
import {LAYERS, USUAL, resultSize} from './settings.js';
import {WORDS} from './words.js';

/** Longer side of the picture that the network sees, in pixels. */
const SIZE = 128;

/** @type {Record<string, [x: number, y: number]>} */
const ARROWS = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};

export default class GramLab extends LabElement {
  view() {
    this.layer = String(this.config?.layer);
    /** @type {import('./protocol.js').Maps | null} */
    this.maps = null;
    /** @type {number[]} channels in the order of rows and columns */
    this.order = [];
    this.place = [0, 0];
    this.canvas = h('canvas', {});
    this.cell = h('span', {class: 'cell'});
    this.cell.hidden = true;
    this.pad = h('div', {class: 'matrix', role: 'application', tabindex: '0', 'aria-label': WORDS.gram}, this.canvas, this.cell);
    this.pad.hidden = true;
    this.shown = h('div', {class: 'maps'});
    const layer = choice('layer', WORDS.layer, (chosen) => {
      this.layer = chosen;
      void this.compute();
    });
    layer.offer(LAYERS.map((name) => [name, name]));
    layer.show(this.layer);
    this.button = h('button', {type: 'button', class: 'go'}, WORDS.show);
    this.button.addEventListener('click', () => void this.compute());
    const well = this.well('style', (reading) => void reading.then(() => this.maps && this.compute(), () => {}));
    this.#listen();
    return h(
      'div',
      {class: 'frame lab', role: 'group', 'aria-label': WORDS.gram},
      h(
        'div',
        {class: 'bench'},
        h('div', {class: 'wall'}, this.pad, this.#still()),
        h('div', {class: 'panel'}, this.shown, this.status ?? '', h('div', {class: 'actions'}, this.button), layer.root),
      ),
      h('div', {class: 'wells'}, well.root),
    );
  }

  /** @param {string} size */
  invitation(size) {
    return WORDS.gramInvitation(size);
  }

  /** The build's own pictures, until there is a matrix to touch. */
  #still() {
    const picture = this.querySelector('.lab-pictures')?.cloneNode(true);
    return (this.still = picture instanceof HTMLElement ? picture : h('span'));
  }

  #listen() {
    const {pad} = this;
    if (!pad) return;
    const at = (/** @type {PointerEvent} */ {clientX, clientY}) => {
      const {left, top, width, height} = pad.getBoundingClientRect();
      this.#move(Math.floor(((clientX - left) / width) * this.count), Math.floor(((clientY - top) / height) * this.count));
    };
    pad.addEventListener('pointerdown', (event) => {
      pad.setPointerCapture(event.pointerId);
      at(event);
    });
    pad.addEventListener('pointermove', (event) => {
      if (event.buttons || event.pointerType === 'mouse') at(event);
    });
    pad.addEventListener('keydown', (event) => {
      const arrow = ARROWS[event.key];
      if (!arrow || event.ctrlKey || event.metaKey || event.altKey || !this.place) return;
      event.preventDefault();
      this.#move(this.place[0] + arrow[0], this.place[1] + arrow[1]);
    });
  }

  get count() {
    return this.order?.length ?? 0;
  }

  /** The matrix of the layer for the picture, as they are now chosen. */
  async compute() {
    const {layer, pictures} = this;
    if (!layer || !pictures?.style) return;
    const turn = (this.turn = (this.turn ?? 0) + 1);
    try {
      const laboratory = await this.ready();
      const picture = await pictures.style;
      const pixels = await this.pixels(picture, (this.seen = resultSize(picture, SIZE)));
      if (turn !== this.turn) return;
      this.dataset.state = 'running';
      const maps = await laboratory.look({picture: pixels, layer, pooling: USUAL.pooling});
      if (turn !== this.turn) return;
      this.#show(maps, picture);
      this.dataset.state = 'done';
    } catch (error) {
      if (turn === this.turn) this.failed(error);
    }
  }

  /** @param {import('./protocol.js').Maps} maps @param {import('../image-io.js').Picture} picture */
  #show(maps, picture) {
    const {canvas, pad, cell, shown} = this;
    if (!canvas || !pad || !cell || !shown) return;
    const {channels} = maps;
    this.maps = maps;
    this.gram = gramOf(maps);
    this.order = ordered(this.gram, channels);
    Object.assign(canvas, {width: channels, height: channels});
    const image = new ImageData(coloured(this.gram, this.order), channels, channels);
    canvas.getContext('2d')?.putImageData(image, 0, 0);
    pad.setAttribute('aria-label', WORDS.matrix(channels));
    pad.hidden = cell.hidden = false;
    this.still?.remove();
    this.heats = [0, 1, 2].map(() => new HeatPicture(picture));
    const captions = [0, 1, 2].map(() => h('figcaption'));
    this.captions = captions;
    shown.replaceChildren(...this.heats.map((heat, i) => h('figure', {}, heat.canvas, captions[i])));
    const [a, b] = loudestPair(this.gram, channels);
    this.#move(this.order.indexOf(b), this.order.indexOf(a));
  }

  /** Points at an entry. @param {number} column @param {number} row in the order shown */
  #move(column, row) {
    const {maps, gram, order, heats, captions, cell, count} = this;
    if (!maps || !gram || !order || !heats || !captions || !cell) return;
    const inside = (/** @type {number} */ at) => Math.min(count - 1, Math.max(0, at));
    const [x, y] = (this.place = [inside(column), inside(row)]);
    for (const [name, value] of Object.entries({x: x / count, y: y / count, cell: 1 / count})) {
      cell.style.setProperty(`--${name}`, String(value));
    }
    const [a, b] = [order[y], order[x]];
    const size = {width: maps.width, height: maps.height};
    const grids = [mapOf(maps, a), mapOf(maps, b), mapOf(maps, a, b)];
    const names = [WORDS.one(y + 1), WORDS.one(x + 1), WORDS.together];
    for (const [i, grid] of grids.entries()) {
      heats[i].show(grid, [], size, grid.most);
      captions[i].textContent = names[i];
    }
    const value = gram[a * count + b];
    const likeness = value / Math.sqrt(gram[a * count + a] * gram[b * count + b] || 1);
    this.say(WORDS.entry(y + 1, x + 1, value, likeness));
  }
}
