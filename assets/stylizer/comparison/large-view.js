/** One of several pictures, large, over the page; arrow keys and buttons go to the next, Escape closes. */
import {h} from '../dom.js';
import {WORDS} from '../gatys/words.js';

/** How many times its own size a picture is shown, at most. */
const MOST = 4;

export class LargeView {
  constructor() {
    const {previous, next, close} = WORDS.families;
    this.place = h('div', {class: 'place'});
    this.name = h('p', {class: 'name', 'aria-live': 'polite'});
    const button = (/** @type {string} */ words, /** @type {string} */ sign, /** @type {() => void} */ act) => {
      const made = h('button', {type: 'button', 'aria-label': words, title: words}, sign);
      made.addEventListener('click', act);
      return made;
    };
    this.root = h(
      'dialog',
      {class: 'large', 'aria-label': WORDS.families.large},
      this.place,
      h(
        'div',
        {class: 'bar'},
        button(previous, '‹', () => this.#move(-1)),
        this.name,
        button(next, '›', () => this.#move(1)),
        button(close, '×', () => this.root.close()),
      ),
    );
    this.root.addEventListener('keydown', ({key}) => {
      if (key === 'ArrowLeft' || key === 'ArrowRight') this.#move((key === 'ArrowRight') === this.#leftToRight ? 1 : -1);
    });
    this.root.addEventListener('click', ({target}) => target === this.root && this.root.close());
    /** @type {HTMLElement | null} the button whose picture is on show */
    this.shown = null;
  }

  get #leftToRight() {
    return getComputedStyle(this.root).direction !== 'rtl';
  }

  /** @param {HTMLElement} button that holds a picture @param {string} title */
  open(button, title) {
    this.shown = button;
    const picture = button.firstElementChild;
    const copy = /** @type {HTMLElement} */ (picture?.cloneNode() ?? h('span'));
    if (picture instanceof HTMLCanvasElement && copy instanceof HTMLCanvasElement) {
      copy.getContext('2d')?.drawImage(picture, 0, 0);
    }
    const {width, height} = /** @type {HTMLCanvasElement | HTMLImageElement} */ (picture);
    copy.style.setProperty('--shape', String(width / height));
    copy.style.setProperty('--most', `${MOST * width}px`);
    copy.setAttribute(copy instanceof HTMLImageElement ? 'alt' : 'aria-label', title);
    if (copy instanceof HTMLCanvasElement) copy.setAttribute('role', 'img');
    this.place.replaceChildren(copy);
    this.name.textContent = title;
    if (!this.root.open) this.root.showModal();
  }

  /** A button holds another picture now. @param {HTMLElement} button */
  renew(button) {
    if (this.root.open && this.shown === button) this.open(button, this.name.textContent ?? '');
  }

  /** @param {number} by */
  #move(by) {
    const all = /** @type {HTMLElement[]} */ ([...(this.shown?.closest('ul')?.querySelectorAll('li:not([hidden]) > button:enabled') ?? [])]);
    const to = all[(all.indexOf(/** @type {HTMLElement} */ (this.shown)) + by + all.length) % all.length];
    to?.click();
  }
}
