/**
 * The map itself: a square with the styles as small pictures, and a handle that is dragged over it or
 * moved with arrow keys. Tells its listener where the hand is; knows no vectors.
 */
import {h} from '../dom.js';
import {MAP_WORDS} from './words.js';

/** @typedef {import('./style-space.js').Place} Place */

/** What an arrow key moves, as a share of half the map; with Shift, so many times as much. */
const STEP = 0.05;
const LONG = 4;

/** @type {Record<string, Place>} */
const ARROWS = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1]};

export class MapPad {
  /** @param {(place: Place, rests: boolean) => void} moved hears where, and whether the hand has let go */
  constructor(moved) {
    this.moved = moved;
    /** @type {Place} */
    this.place = [0, 0];
    this.handle = h('span', {class: 'handle'});
    this.ground = h('span', {class: 'ground'});
    this.root = h(
      'div',
      {class: 'map', role: 'application', tabindex: '0', 'aria-label': MAP_WORDS.pad, 'aria-describedby': 'keys'},
      this.ground,
      this.handle,
    );
    this.root.hidden = true;
    this.#listen();
  }

  /** A style on the map. @param {Place} place @param {string} url @param {string} title */
  mark(place, url, title) {
    const picture = h('img', {src: url, alt: '', title, width: '44', height: '44', draggable: 'false'});
    put(picture, place);
    this.handle.before(picture);
  }

  /** The ground that can be walked on. @param {Place[]} corners */
  bound(corners) {
    const percent = (/** @type {number} */ value) => `${(50 * (1 + value)).toFixed(2)}%`;
    this.ground.style.clipPath = `polygon(${corners.map(([x, y]) => `${percent(x)} ${percent(-y)}`).join(', ')})`;
  }

  /** Puts the handle there. @param {Place} place */
  show(place) {
    this.place = place;
    put(this.handle, place);
  }

  #listen() {
    const {root} = this;
    const at = (/** @type {PointerEvent} */ {clientX, clientY}, /** @type {boolean} */ rests) => {
      const {left, top, width, height} = root.getBoundingClientRect();
      this.moved([(2 * (clientX - left)) / width - 1, 1 - (2 * (clientY - top)) / height], rests);
    };
    root.addEventListener('pointerdown', (event) => {
      root.setPointerCapture(event.pointerId);
      root.dataset.held = '';
      at(event, false);
    });
    root.addEventListener('pointermove', (event) => {
      if ('held' in root.dataset) at(event, false);
    });
    for (const end of /** @type {const} */ (['pointerup', 'pointercancel'])) {
      root.addEventListener(end, (event) => {
        if (!('held' in root.dataset)) return;
        delete root.dataset.held;
        if (end === 'pointerup') at(event, true);
      });
    }
    root.addEventListener('keydown', (event) => {
      const arrow = ARROWS[event.key];
      if (!arrow || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      const step = event.shiftKey ? LONG * STEP : STEP;
      this.moved([this.place[0] + step * arrow[0], this.place[1] + step * arrow[1]], true);
    });
  }
}

/** @param {HTMLElement} element @param {Place} place */
function put(element, [x, y]) {
  element.style.setProperty('--x', String((1 + x) / 2));
  element.style.setProperty('--y', String((1 - y) / 2));
}
