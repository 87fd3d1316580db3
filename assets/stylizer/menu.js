/**
 * A button that shows and hides a small panel of further controls. The panel closes with Escape,
 * with a press elsewhere, when the focus leaves it, and when something in it was done.
 */
import {h} from './dom.js';
import {icon} from './icon.js';

export class Menu {
  /** @param {string} label */
  constructor(label) {
    this.button = h('button', {type: 'button', class: 'more', 'aria-label': label, title: label, 'aria-expanded': 'false'});
    this.button.append(icon('more'));
    this.panel = h('div', {class: 'panel', role: 'group', 'aria-label': label, tabindex: '-1'});
    this.panel.hidden = true; // and focusable: a press beside its buttons does not take the focus out
    this.root = h('div', {class: 'menu'}, this.button, this.panel);
    this.button.addEventListener('click', () => this.#toggle(this.panel.hidden === true));
    this.root.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || this.panel.hidden) return;
      event.preventDefault();
      this.close();
    });
    this.root.addEventListener('focusout', ({relatedTarget}) => {
      const isInside = this.root.contains(/** @type {Node | null} */ (relatedTarget));
      if (relatedTarget && !isInside) this.#toggle(false);
    });
  }

  /** Closes it; the focus goes back to the button if it was inside. */
  close() {
    const isInside = this.panel.matches(':focus-within');
    this.#toggle(false);
    if (isInside) this.button.focus({preventScroll: true});
  }

  /** @param {boolean} open */
  #toggle(open) {
    this.panel.hidden = !open;
    this.button.setAttribute('aria-expanded', String(open));
    if (open) document.addEventListener('pointerdown', this.#pressed, true);
    else document.removeEventListener('pointerdown', this.#pressed, true);
  }

  #pressed = (/** @type {PointerEvent} */ event) => {
    if (!event.composedPath().includes(this.root)) this.#toggle(false);
  };
}
