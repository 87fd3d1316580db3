/**
 * Two pictures of one size, one over the other, and a native range that says where the edge
 * between them is: keyboard, touch and screen readers come with it.
 */
import {LABELS, SENTENCES} from './messages.js';
import {h} from './dom.js';

export class CompareSlider {
  constructor() {
    this.before = h('div', {class: 'layer before'});
    this.after = h('div', {class: 'layer after'});
    this.range = h('input', {
      type: 'range',
      name: 'compare',
      min: '0',
      max: '100',
      value: '50',
      'aria-label': LABELS.compare,
    });
    this.root = h(
      'div',
      {class: 'compare'},
      this.after,
      this.before,
      h('span', {class: 'tag tag-before', 'aria-hidden': 'true'}, LABELS.before),
      h('span', {class: 'tag tag-after', 'aria-hidden': 'true'}, LABELS.after),
      this.range,
      h('span', {class: 'edge', 'aria-hidden': 'true'}),
    );
    this.range.addEventListener('input', () => this.#moved());
    this.#moved();
  }

  #moved() {
    const share = Number(this.range.value) / 100;
    this.root.style.setProperty('--at', String(share));
    this.range.setAttribute('aria-valuetext', SENTENCES.compareValue(share));
  }

  /**
   * @param {HTMLElement} before @param {HTMLElement} after
   * @param {{width: number, height: number}} size
   */
  show(before, after, {width, height}) {
    this.before.replaceChildren(before);
    this.after.replaceChildren(after);
    this.root.style.setProperty('--w', String(width));
    this.root.style.setProperty('--h', String(height));
  }
}
