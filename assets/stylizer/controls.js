/**
 * The controls of the settings: sliders and drop-down lists, each a labelled element with a method
 * that shows a value.
 */
import {h, setChildren} from './dom.js';
import {percent} from './messages.js';
import {STYLE_SCALES} from './plan.js';

/**
 * @typedef {object} Scale of a slider
 * @property {Record<string, string>} range attributes of the input
 * @property {number} unit what one of the input's numbers is worth
 * @property {(value: number) => string} text
 *
 * @typedef {Exclude<keyof import('./state.js').Settings, 'maxSize' | 'enlarge'>} Slid settings with a slider
 */

/** In the words of the moment. @param {number} share */
const asPercent = (share) => percent(share);

/** @type {Scale} */
export const SHARE = {range: {min: '0', max: '100', step: '5'}, unit: 0.01, text: asPercent};

/** From the mean of the whole style to looking as the network has learned. @type {Scale} */
export const LOOK = {...SHARE, text: (share) => (share > 0 ? percent(share) : 'AdaIN')};

/** @type {Scale} */
export const TIMES = {range: {min: '1', max: '5', step: '1'}, unit: 1, text: String};

/** Of the usual. @type {Scale} */
export const SCALE = {
  range: {min: String(100 * STYLE_SCALES.least), max: String(100 * STYLE_SCALES.most), step: '10'},
  unit: 0.01,
  text: asPercent,
};

/**
 * @template {string} Name
 * @param {Name} name @param {string} title @param {Scale} scale
 * @param {(name: Name, value: number) => void} set
 */
export function slider(name, title, {range: attributes, unit, text}, set) {
  const range = h('input', {type: 'range', ...attributes, name});
  const shown = h('span', {class: 'value', dir: 'ltr', 'aria-hidden': 'true'});
  const root = h('label', {class: 'slider'}, h('span', {}, title), shown, range);
  range.addEventListener('input', () => set(name, Number(range.value) * unit));
  return {
    root,
    show(/** @type {number} */ value) {
      range.value = String(Math.round(value / unit));
      range.setAttribute('aria-valuetext', text(value));
      shown.textContent = text(value);
    },
  };
}

/**
 * A box to tick, whose words are given when it is shown.
 * @template {string} Name
 * @param {Name} name @param {(name: Name, value: number) => void} set hears 1 or 0
 */
export function tick(name, set) {
  const box = h('input', {type: 'checkbox', name});
  const words = h('span', {});
  box.addEventListener('change', () => set(name, Number(box.checked)));
  return {
    root: h('label', {class: 'tick'}, box, words),
    show(/** @type {number} */ value, /** @type {string} */ title) {
      box.checked = value > 0;
      words.textContent = title;
    },
  };
}

/** @param {string} name @param {string} title @param {(value: string) => void} choose */
export function choice(name, title, choose) {
  const select = h('select', {name});
  select.addEventListener('change', () => choose(select.value));
  return {
    root: h('label', {class: 'choice'}, h('span', {}, title), select),
    offer(/** @type {[value: string, text: string][]} */ options) {
      setChildren(select, ...options.map(([value, text]) => h('option', {value, dir: 'auto'}, text)));
    },
    show(/** @type {string} */ value) {
      select.value = value;
    },
  };
}
