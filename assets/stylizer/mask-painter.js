/**
 * Where each style goes: a dialogue with the content, painted over with a brush of the styles
 * themselves. By mouse, by touch, and by keyboard: arrow keys move the brush, Space paints, and
 * halves are filled by buttons. Loaded when first used.
 */
import css from './mask-painter.css';
import {SHARE, slider} from './controls.js';
import {h} from './dom.js';
import {icon} from './icon.js';
import {LABELS, SENTENCES} from './messages.js';
import {stylesOf} from './mixture.js';
import {blank, filled, isBlank, stroked} from './regions.js';
import {drawRegions} from './regions-picture.js';
import {meaning} from './shortcuts.js';

/**
 * @typedef {import('./image-io.js').Picture} Picture
 * @typedef {import('./regions.js').Point} Point
 * @typedef {import('./regions.js').Regions} Regions
 */

/** Diameter to begin with, as a share of the longer side. */
const BRUSH = 0.2;

/** Steps of the arrow keys, as shares: alone, and with Shift. */
const STRIDES = [0.025, 0.125];

/** @type {Record<string, [x: number, y: number]>} */
const ARROWS = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};

/** @type {Record<string, {left: number, top: number, right: number, bottom: number}>} */
const BOXES = {
  left: {left: 0, top: 0, right: 0.5, bottom: 1},
  right: {left: 0.5, top: 0, right: 1, bottom: 1},
  upper: {left: 0, top: 0, right: 1, bottom: 0.5},
  lower: {left: 0, top: 0.5, right: 1, bottom: 1},
};

/** @type {CSSStyleSheet | undefined} */
let sheet;

export class MaskPainter {
  /** @param {import('./session.js').Session} session @param {ShadowRoot} root where it is shown */
  constructor(session, root) {
    this.session = session;
    /** @type {Regions[]} as they were before each change, the oldest first */
    this.past = [];
    this.regions = blank({width: 1, height: 1});
    /** @type {Picture | null} what is painted with; null: all styles together */
    this.picture = null;
    this.size = BRUSH;
    /** @type {Point} */
    this.place = {x: 0.5, y: 0.5};
    this.overlay = h('canvas');
    this.brush = h('span', {class: 'brush'});
    this.board = h('div', {class: 'board', role: 'application', tabindex: '0', 'aria-label': LABELS.board});
    this.pots = h('div', {class: 'pots', role: 'radiogroup', 'aria-label': LABELS.paintWith});
    this.wide = slider('brush', LABELS.brush, {...SHARE, range: {...SHARE.range, min: '5', max: '60'}}, (_, size) =>
      this.#resize(size),
    );
    this.back = button(LABELS.undo.text, () => this.#undo());
    this.clear = button(LABELS.clearRegions, () => this.#change(blank(this.regions), SENTENCES.cleared()));
    const boxes = Object.entries(LABELS.halves).map(([name, text]) =>
      button(text, () => this.#fill(BOXES[name], text)),
    );
    const done = button(LABELS.done, () => this.dialog.close());
    done.classList.add('done');
    this.said = h('p', {class: 'away', role: 'status'});
    this.dialog = h(
      'dialog',
      {class: 'mask', 'aria-label': LABELS.regions},
      h('p', {class: 'mask-title', 'aria-hidden': 'true'}, LABELS.regions),
      this.board,
      h(
        'div',
        {class: 'mask-tools'},
        this.pots,
        this.wide.root,
        h('div', {class: 'halves', role: 'group', 'aria-label': LABELS.fillHalf}, ...boxes),
        h('div', {class: 'mask-ends'}, this.back, this.clear, done),
      ),
      this.said,
    );
    this.dialog.addEventListener('close', () => this.#finish());
    this.dialog.addEventListener('keydown', (event) => {
      event.stopPropagation(); // the page's shortcuts are about results
      if (meaning(event) !== 'undo') return;
      event.preventDefault();
      this.#undo();
    });
    this.#listen();
    adopt(root);
    root.append(this.dialog);
  }

  /** Opens it on what is chosen now. */
  open() {
    const {content, regions} = this.session.state;
    if (!content || this.dialog.open) return;
    const styles = stylesOf(this.session.state).map(({picture}) => picture);
    this.regions = regions ?? blank(content);
    this.past = [];
    const image = h('img', {src: content.url, alt: '', draggable: 'false'});
    this.board.style.setProperty('--w', String(content.width));
    this.board.style.setProperty('--h', String(content.height));
    this.board.replaceChildren(image, this.overlay, this.brush);
    this.pots.replaceChildren(...[...styles, null].map((picture) => this.#pot(picture)));
    this.#choose(styles[styles.length - 1]);
    this.#resize(this.size);
    this.#draw();
    this.dialog.showModal();
    this.board.focus();
    this.#move(this.place);
  }

  /** @param {Picture | null} picture */
  #pot(picture) {
    const radio = h('input', {type: 'radio', name: 'pot', class: 'away'});
    radio.addEventListener('change', () => this.#choose(picture));
    const title = picture?.title ?? LABELS.together;
    const face = picture ? h('img', {src: picture.url, alt: '', decoding: 'async'}) : icon('together');
    return h('label', {class: 'pot'}, radio, h('span', {class: 'face'}, face), h('span', {class: 'name'}, title));
  }

  /** @param {Picture | null} picture */
  #choose(picture) {
    this.picture = picture;
    const styles = stylesOf(this.session.state).map((one) => one.picture);
    const chosen = picture ? styles.indexOf(picture) : styles.length;
    this.pots.querySelectorAll('input').forEach((radio, i) => (radio.checked = i === chosen));
  }

  /** @param {number} size */
  #resize(size) {
    this.size = size;
    this.wide.show(size);
    this.#move(this.place);
  }

  #listen() {
    const at = (/** @type {PointerEvent} */ {clientX, clientY}) => {
      const {left, top, width, height} = this.board.getBoundingClientRect();
      return {x: within((clientX - left) / width), y: within((clientY - top) / height)};
    };
    /** @type {Point | null} */
    let last = null;
    this.board.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      this.board.setPointerCapture(event.pointerId);
      last = at(event);
      this.past.push(this.regions);
      this.#stroke(last, last);
    });
    this.board.addEventListener('pointermove', (event) => {
      const to = at(event);
      this.#move(to);
      if (!last) return;
      this.#stroke(last, to);
      last = to;
    });
    for (const end of /** @type {const} */ (['pointerup', 'pointercancel'])) {
      this.board.addEventListener(end, () => (last = null));
    }
    this.board.addEventListener('keydown', (event) => this.#press(event));
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const {key, shiftKey} = event;
    const {x, y} = this.place;
    if (key in ARROWS) {
      const stride = STRIDES[Number(shiftKey)];
      const [across, down] = ARROWS[key];
      this.#move({x: within(x + across * stride), y: within(y + down * stride)});
    } else if (key === ' ' || key === 'Enter') {
      const made = stroked(this.regions, this.picture, this.place, this.place, this.size);
      this.#change(made, SENTENCES.dabbed({style: this.#name(), x, y}));
    } else return;
    event.preventDefault();
  }

  /** Where the brush is. @param {Point} place */
  #move(place) {
    this.place = place;
    this.brush.style.setProperty('--x', String(place.x));
    this.brush.style.setProperty('--y', String(place.y));
    const {width, height} = this.regions;
    this.brush.style.setProperty('--size', String(this.size * Math.max(1, height / width)));
  }

  /** @param {Point} from @param {Point} to */
  #stroke(from, to) {
    this.regions = stroked(this.regions, this.picture, from, to, this.size);
    this.#draw();
  }

  /** @param {Parameters<typeof filled>[2]} box @param {string} where */
  #fill(box, where) {
    this.#change(filled(this.regions, this.picture, box), SENTENCES.filled({style: this.#name(), where}));
  }

  /** @param {Regions} regions @param {string} said */
  #change(regions, said) {
    this.past.push(this.regions);
    this.regions = regions;
    this.said.textContent = said;
    this.#draw();
  }

  #undo() {
    const before = this.past.pop();
    if (!before) return;
    this.regions = before;
    this.said.textContent = SENTENCES.undone();
    this.#draw();
  }

  #draw() {
    drawRegions(this.overlay, this.regions);
    this.back.ariaDisabled = String(this.past.length === 0);
    this.clear.ariaDisabled = String(isBlank(this.regions));
  }

  /** What was painted is used when the dialogue closes, however it does. */
  #finish() {
    if (this.past.length === 0) return;
    this.session.divide(isBlank(this.regions) ? null : this.regions);
  }

  #name() {
    return this.picture?.title ?? LABELS.together;
  }
}

/** @param {ShadowRoot} root */
function adopt(root) {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
  }
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
}

/** @param {string} text @param {() => void} act */
function button(text, act) {
  const element = h('button', {type: 'button'}, text);
  element.addEventListener('click', () => element.ariaDisabled !== 'true' && act());
  return element;
}

/** @param {number} share */
const within = (share) => Math.min(1, Math.max(0, share));
