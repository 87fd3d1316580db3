/**
 * Several styles: a row for each with its share of the mixture, and where others are added. Tells
 * its listener about gestures; decides nothing. Loaded by mix-switch.js.
 */
import css from './style-mix.css';
import {SHARE, slider} from './controls.js';
import {h} from './dom.js';
import {icon} from './icon.js';
import {LABELS, SENTENCES} from './messages.js';
import {MOST, stylesOf} from './mixture.js';
import {acceptDrops, filePick} from './picture-well.js';

/**
 * @typedef {import('./image-io.js').Picture} Picture
 * @typedef {import('./picture-well.js').Sample} Sample
 *
 * @typedef {object} MixHandlers
 * @property {(source: Blob | Sample) => void} add
 * @property {(picture: Picture) => void} remove
 * @property {(picture: Picture, weight: number) => void} weigh
 * @property {(picture: Picture) => string | null} nameOf the sample that a picture is
 * @property {() => void} divide opens where it is painted which style goes where
 * @property {() => void} left there is nothing here any more for the focus
 *
 * @typedef {{root: HTMLLIElement, remove: HTMLButtonElement, show: (weight: number) => void}} Row
 */

/** @type {CSSStyleSheet | undefined} */
let sheet;

export class StyleMix {
  /** @param {Sample[]} samples @param {MixHandlers} on */
  constructor(samples, on) {
    this.on = on;
    /** @type {Map<Picture, Row>} */
    this.rows = new Map();
    this.list = h('ul', {class: 'mix-list', 'aria-label': LABELS.mixture});
    this.divide = h('button', {type: 'button', class: 'mix-divide', 'aria-haspopup': 'dialog'}, LABELS.regions);
    this.divide.addEventListener('click', on.divide);
    this.said = h('p', {class: 'away', role: 'status'});
    this.thumbs = samples.map((sample) => {
      const {title, thumb} = sample;
      const picture = h('img', {'data-src': thumb, alt: '', decoding: 'async', width: '72', height: '72'});
      const words = {title, 'aria-label': SENTENCES.addSample(title)};
      const button = h('button', {type: 'button', class: 'thumb mix-add', value: sample.name, ...words}, picture);
      button.addEventListener('click', () => on.add(sample));
      return button;
    });
    this.picks = h(
      'div',
      {class: 'mix-picks'},
      h('div', {class: 'tray', role: 'group', 'aria-label': LABELS.addStyle}, ...this.thumbs),
      filePick('added', LABELS.choose, LABELS.addStyleFile, on.add),
    );
    this.full = h('p', {class: 'hint'}, SENTENCES.most(MOST));
    this.adding = h('div', {class: 'mix-adding'}, this.picks, this.full, this.said);
    this.adding.hidden = true;
    acceptDrops(this.picks, on.add);
  }

  /** Shows where styles are added, or hides it. @returns {boolean} whether it is shown */
  toggle() {
    this.adding.hidden = !this.adding.hidden;
    // Pictures of a hidden tray would be fetched at once.
    for (const thumb of this.thumbs) {
      const picture = thumb.querySelector('img');
      if (picture?.dataset.src && !picture.src) picture.src = picture.dataset.src;
    }
    return !this.adding.hidden;
  }

  /** @param {ShadowRoot} root where it is shown */
  adopt(root) {
    if (!sheet) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
    }
    if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
  }

  /** @param {import('./state.js').State} state */
  show(state) {
    const styles = stylesOf(state);
    const isMixture = styles.length > 1;
    const known = this.rows.size > 0;
    const names = styles.map(({picture}) => this.on.nameOf(picture));
    for (const thumb of this.thumbs) thumb.hidden = names.includes(thumb.value);
    this.picks.hidden = styles.length >= MOST;
    this.full.hidden = !this.picks.hidden;
    this.#sweep(isMixture ? styles.map(({picture}) => picture) : [], styles[0]?.picture ?? null);
    this.list.hidden = this.divide.hidden = !isMixture;
    if (!isMixture) return;
    for (const {picture, weight} of styles) {
      let row = this.rows.get(picture);
      if (!row) {
        row = this.#row(picture);
        this.rows.set(picture, row);
        this.list.append(row.root);
        if (known || picture !== state.style) this.said.textContent = SENTENCES.added(picture.title);
      }
      row.show(weight);
    }
    const order = styles.map(({picture}) => this.rows.get(picture)?.root);
    if (order.some((root, i) => this.list.children[i] !== root)) {
      this.list.replaceChildren(...order.filter((root) => root !== undefined));
    }
  }

  /**
   * Takes rows away, and the focus to where it can be.
   * @param {Picture[]} staying @param {Picture | null} last in use even when it has no row
   */
  #sweep(staying, last) {
    let isLost = false;
    for (const [picture, {root}] of this.rows) {
      if (staying.includes(picture)) continue;
      isLost ||= root.matches(':focus-within');
      if (picture !== last) this.said.textContent = SENTENCES.removed(picture.title);
      this.rows.delete(picture);
      root.remove();
    }
    if (!isLost) return;
    const [next] = this.rows.values();
    if (next) next.remove.focus();
    else this.on.left();
  }

  /** @param {Picture} picture @returns {Row} */
  #row(picture) {
    const {title, url} = picture;
    const {root: share, show} = slider('share', title, {...SHARE, range: {...SHARE.range, step: '1'}}, (_, weight) =>
      this.on.weigh(picture, weight),
    );
    share.querySelector('input')?.setAttribute('aria-label', SENTENCES.weightOf(title));
    const label = SENTENCES.remove(title);
    const remove = h('button', {type: 'button', class: 'mix-remove', 'aria-label': label, title: label});
    remove.append(icon('close'));
    remove.addEventListener('click', () => this.on.remove(picture));
    const root = h('li', {}, h('img', {src: url, alt: '', decoding: 'async'}), share, remove);
    return {root, remove, show};
  }
}
