/**
 * The settings of a laboratory of Gatys' method as controls: weights, layers, pooling, start,
 * optimiser and size.
 */
import {choice, slider} from '../controls.js';
import {h} from '../dom.js';
import {POWERS, SIZES} from './settings.js';
import {WORDS} from './words.js';

/**
 * @typedef {import('./settings.js').Settings} Settings
 * @typedef {<Name extends keyof Settings>(name: Name, value: Settings[Name]) => void} Set
 */

/** Steps of a slider for each power of ten. */
const FINENESS = 4;

/**
 * @param {Settings} settings to begin with @param {string[]} layers of the network that can be read
 * @param {boolean} hasContent @param {Set} set hears every change
 */
export function labSettings(settings, layers, hasContent, set) {
  const weight = (/** @type {'style' | 'smooth'} */ name, /** @type {string} */ title) => {
    const {least, most} = POWERS[name];
    const none = name === 'smooth';
    const shown = (/** @type {number} */ value) => (none && value <= least ? WORDS.none : WORDS.power(value));
    const range = {min: String(least * FINENESS), max: String(most * FINENESS), step: '1'};
    const one = slider(name, title, {range, unit: 1 / FINENESS, text: shown}, (_, value) => {
      one.show(value);
      set(name, value);
    });
    one.show(settings[name]);
    return one.root;
  };
  /** @template {'contentLayer' | 'pooling' | 'start' | 'optimiser' | 'size'} Name */
  const list = (
    /** @type {Name} */ name, /** @type {string} */ title, /** @type {[Settings[Name], string][]} */ options,
  ) => {
    const one = choice(name, title, (chosen) => {
      const found = options.find(([value]) => String(value) === chosen);
      if (found) set(name, found[0]);
    });
    one.offer(options.map(([value, text]) => [String(value), text]));
    one.show(String(settings[name]));
    return one.root;
  };
  const {poolings, starts, optimisers} = WORDS;
  return h(
    'div',
    {class: 'settings'},
    ...(hasContent ? [weight('style', WORDS.style)] : []),
    weight('smooth', WORDS.smooth),
    ticks(settings, layers, set),
    h(
      'div',
      {class: 'choices'},
      ...(hasContent ? [list('contentLayer', WORDS.contentLayer, layers.map((layer) => [layer, layer]))] : []),
      list('pooling', WORDS.pooling, [['average', poolings.average], ['max', poolings.max]]),
      ...(hasContent ? [list('start', WORDS.from, [['noise', starts.noise], ['content', starts.content]])] : []),
      list('optimiser', WORDS.optimiser, [['lbfgs', optimisers.lbfgs], ['adam', optimisers.adam]]),
      list('size', WORDS.size, SIZES.map((size) => [size, WORDS.pixels(size)])),
    ),
  );
}

/** The layers of the style, a box to tick for each. @param {Settings} settings @param {string[]} layers @param {Set} set */
function ticks(settings, layers, set) {
  const boxes = layers.map((layer) => {
    const box = h('input', {type: 'checkbox', value: layer});
    box.checked = settings.styleLayers.includes(layer);
    box.addEventListener('change', () =>
      set('styleLayers', boxes.filter(({checked}) => checked).map(({value}) => value)));
    return box;
  });
  return h(
    'fieldset',
    {class: 'ticks'},
    h('legend', {}, WORDS.styleLayers),
    ...boxes.map((box) => h('label', {class: 'tick'}, box, h('span', {dir: 'ltr'}, box.value))),
  );
}
