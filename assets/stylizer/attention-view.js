/**
 * "Where does it look?": the content to point at, and beside it each style with the heat of the
 * attention that the place pointed at gives it. A mouse shows while it moves, a press stays; so do
 * touch and the arrow keys. Loaded when first used.
 */
import css from './attention-view.css';
import {combined, outlined, peak, region, spread, strongest} from './attention-map.js';
import {h} from './dom.js';
import {isAbort} from './errors.js';
import {colourOf} from './heat-colours.js';
import {HeatPicture} from './heat-picture.js';
import {toCanvas} from './image-io.js';
import {lookAt} from './looking.js';
import {LABELS, SENTENCES, errorSentence} from './messages.js';

/**
 * @typedef {import('./token-grid.js').Place} Place
 * @typedef {import('./looking.js').Looked} Looked
 * @typedef {import('./session.js').Outcome} Outcome
 * @typedef {'fine' | 'coarse' | 'both'} Levels
 */

/** How long the point rests before its sentence is spoken. */
const SPOKEN_AFTER_MS = 500;

/** After this long without an answer a word says that one is on its way. */
const SLOW_MS = 400;

/** Arrow keys move by so many of the finest tokens: alone, and with Shift. */
const STRIDES = [1, 6];

/** @type {Record<string, [x: number, y: number]>} */
const ARROWS = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};

/** @type {CSSStyleSheet | undefined} */
let sheet;

/** The sheet of this view, for the shadow root that shows it. */
export function styleSheet() {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
  }
  return sheet;
}

export class AttentionView {
  /** @param {import('./session.js').Session} session */
  constructor(session) {
    this.session = session;
    /** @type {Outcome | null} */
    this.outcome = null;
    /** @type {Place} */
    this.place = {x: 0.5, y: 0.5};
    /** @type {Place | null} where the point goes back to when the mouse leaves */
    this.pinned = null;
    /** @type {Levels} */
    this.levels = 'both';
    /** @type {Looked[]} */
    this.looked = [];
    /** @type {Map<import('./image-io.js').Picture, HeatPicture>} */
    this.heats = new Map();
    this.spoken = 0;

    this.pad = h('div', {class: 'pad', role: 'application', tabindex: '0', 'aria-label': LABELS.point});
    this.pictures = h('div', {class: 'looking-pictures'});
    this.sentence = h('p', {class: 'looks', 'aria-hidden': 'true'});
    this.live = h('p', {class: 'away', role: 'status'});
    this.root = h(
      'div',
      {class: 'looking', role: 'group', 'aria-label': LABELS.look},
      this.pictures,
      h('div', {class: 'looking-words'}, this.sentence, this.live, this.#legend(), this.#choice()),
    );
    this.#listen();
  }

  /** @param {Outcome} outcome the one on show */
  show(outcome) {
    this.outcome = outcome;
    const {before, after} = outcome;
    const result = toCanvas(after);
    result.className = 'lens';
    this.pad.replaceChildren(toCanvas(before), result, h('span', {class: 'marker'}));
    this.#arrange(before, outcome.wish.styles.filter(({weight}) => weight > 0).map(({picture}) => picture));
    this.looked = [];
    this.#move(this.place);
  }

  /**
   * The content beside the styles, all of one height where there is room.
   * @param {import('./plan.js').Size} content @param {import('./image-io.js').Picture[]} styles
   */
  #arrange(content, styles) {
    for (const picture of this.heats.keys()) {
      if (!styles.includes(picture)) this.heats.delete(picture);
    }
    const heats = styles.map((picture) => {
      const heat = this.heats.get(picture) ?? new HeatPicture(picture);
      this.heats.set(picture, heat);
      heat.canvas.setAttribute('role', 'img');
      heat.canvas.setAttribute('aria-label', SENTENCES.heatOf(picture.title));
      return framed(heat.canvas, picture, picture.title, 'heat');
    });
    const isFocused = this.pad.matches(':focus');
    this.pictures.replaceChildren(framed(this.pad, content, LABELS.pointHere, 'content'), ...heats);
    this.pictures.style.setProperty('--all', String([content, ...styles]
      .reduce((sum, {width, height}) => sum + width / height, 0)));
    if (isFocused) this.pad.focus({preventScroll: true}); // moving it took the focus away
  }

  #listen() {
    const at = (/** @type {PointerEvent} */ {clientX, clientY}) => {
      const {left, top, width, height} = this.pad.getBoundingClientRect();
      return {x: share((clientX - left) / width), y: share((clientY - top) / height)};
    };
    this.pad.addEventListener('pointerdown', (event) => {
      this.pad.setPointerCapture(event.pointerId);
      this.#pin(at(event));
    });
    this.pad.addEventListener('pointermove', (event) => {
      if (event.buttons) this.#pin(at(event));
      else if (event.pointerType === 'mouse') this.#move(at(event));
    });
    this.pad.addEventListener('pointerleave', () => this.pinned && this.#move(this.pinned));
    this.pad.addEventListener('keydown', (event) => {
      const arrow = ARROWS[event.key];
      if (!arrow || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      const {width, height} = /** @type {Outcome} */ (this.outcome).after;
      const pixels = (this.looked[0]?.levels[0].side ?? 8) * STRIDES[Number(event.shiftKey)];
      const {x, y} = this.place;
      this.#pin({x: share(x + (arrow[0] * pixels) / width), y: share(y + (arrow[1] * pixels) / height)});
    });
  }

  /** @param {Place} place */
  #pin(place) {
    this.pinned = place;
    this.#move(place);
  }

  /** @param {Place} place */
  #move(place) {
    this.place = place;
    this.pad.style.setProperty('--x', String(place.x));
    this.pad.style.setProperty('--y', String(place.y));
    void this.#look();
  }

  async #look() {
    const {outcome} = this;
    if (!outcome) return;
    // Nearly always at once; but what has made room for another picture is encoded again.
    const slow = setTimeout(() => void (this.sentence.textContent = SENTENCES.looking()), SLOW_MS);
    try {
      const looked = await lookAt(this.session, outcome, this.place);
      if (outcome !== this.outcome) return;
      this.looked = looked;
      this.#draw();
    } catch (error) {
      if (!isAbort(error)) this.#say([errorSentence(/** @type {any} */ (error))]);
    } finally {
      clearTimeout(slow);
    }
  }

  #draw() {
    const maps = this.looked.map(({levels, shown}) => combined(this.#chosen(levels), shown));
    // Per area of a picture, so that one of more tokens is not paler.
    const dense = maps.map(({values}, i) => this.looked[i].share * values.length);
    const smooth = maps.map(spread);
    const most = Math.max(...smooth.map((map, i) => dense[i] * peak(map, this.looked[i].shown)));
    const totals = this.looked.map(({share: total}) => total);
    const patches = outlined(maps.map((map, i) => strongest(map, this.looked[i].shown)), totals);
    const said = maps.map((map, i) => {
      const {picture, shown, share: total} = this.looked[i];
      this.heats.get(picture)?.show(smooth[i], patches[i], shown, most / dense[i]);
      const {row, column, share: part} = region(map, shown);
      const sentence = SENTENCES.looks({row, column, share: total * part, total, style: picture.title});
      return {total, sentence};
    });
    const sentences = said.sort((a, b) => b.total - a.total).map(({sentence}) => sentence);
    if ((this.outcome?.wish.settings.iterations ?? 1) > 1) sentences.push(SENTENCES.firstIteration());
    this.#say(sentences);
  }

  /** @param {import('./token-grid.js').Grid[]} levels */
  #chosen(levels) {
    if (this.levels === 'both') return levels;
    return this.levels === 'fine' ? levels.slice(0, 1) : levels.slice(-1);
  }

  /** Shown at once, spoken when the point rests. @param {string[]} sentences */
  #say(sentences) {
    const text = sentences.join(' ');
    this.sentence.textContent = text;
    clearTimeout(this.spoken);
    this.spoken = setTimeout(() => void (this.live.textContent = text), SPOKEN_AFTER_MS);
  }

  #legend() {
    const bar = h('span', {class: 'ramp'});
    const stops = Array.from({length: 9}, (_, i) => `rgb(${colourOf(i / 8).join(' ')})`);
    bar.style.setProperty('--ramp', stops.join(', '));
    return h(
      'p',
      {class: 'legend-heat', 'aria-hidden': 'true'},
      h('span', {}, LABELS.less),
      bar,
      h('span', {}, LABELS.much),
    );
  }

  #choice() {
    const names = /** @type {Levels[]} */ (['fine', 'coarse', 'both']);
    const radios = names.map((name) => {
      const radio = h('input', {type: 'radio', name: 'levels', value: name, class: 'away'});
      radio.checked = name === this.levels;
      radio.addEventListener('change', () => {
        this.levels = name;
        if (this.looked.length > 0) this.#draw();
      });
      return h('label', {}, radio, h('span', {class: 'button'}, LABELS[name]));
    });
    return h('div', {class: 'levels', role: 'radiogroup', 'aria-label': LABELS.levels}, ...radios);
  }
}

/** @param {number} value */
const share = (value) => Math.min(1, Math.max(0, value));

/**
 * @param {HTMLElement} picture @param {import('./plan.js').Size} size @param {string} caption
 * @param {string} name
 */
function framed(picture, {width, height}, caption, name) {
  const figure = h('figure', {class: `looking-${name}`}, picture, h('figcaption', {}, caption));
  figure.style.setProperty('--ratio', String(width / height));
  return figure;
}
