/**
 * Settings as the fragment of an address, `#stylizer?style=wheat&mix=mosaic*30&strength=60`: only what differs
 * from what the page begins with, and of pictures only the names of samples. Pure.
 *
 * @typedef {import('./state.js').Settings} Settings
 *
 * @typedef {object} Wish
 * @property {Settings} settings
 * @property {string | null} content name of the sample; null: a picture of the visitor's own
 * @property {string | null} style
 * @property {string} model
 * @property {Share[]} [mix] styles beside the first, all of them samples
 *
 * @typedef {{name: string, weight: number}} Share `weight`: of the whole, in [0, 1]
 *
 * @typedef {object} Field of the fragment
 * @property {string} key
 * @property {(value: number) => string} write
 * @property {(text: string) => number | null} read null where the text means nothing
 */
import {MOST} from './mixture.js';
import {LADDER, STYLE_SCALES} from './plan.js';

const NAMES = /** @type {const} */ (['content', 'style', 'model']);

/** A share. */
const PERCENT = wholes(0, 100, 0.01);

/** @type {Record<keyof Settings, Field>} */
const FIELDS = {
  strength: {key: 'strength', ...wholes(0, 100, 0.01)},
  keepDetail: {key: 'detail', ...wholes(0, 100, 0.01)},
  iterations: {key: 'iterations', ...wholes(1, 5)},
  attention: {key: 'attention', ...PERCENT},
  styleSize: {key: 'style-size', ...wholes(100 * STYLE_SCALES.least, 100 * STYLE_SCALES.most, 0.01)},
  keepColours: {key: 'keep-colours', ...wholes(0, 100, 0.01)},
  matchColours: {key: 'match-colours', ...wholes(0, 100, 0.01)},
  maxSize: {key: 'size', ...wholes(LADDER[0], LADDER[LADDER.length - 1])},
  enlarge: {key: 'enlarge', ...wholes(0, 1)},
};

/**
 * @param {string} id names the stylizer on its page @param {Wish} wish @param {Wish} usual what the
 *   page begins with
 * @returns {string} with its #; empty when nothing differs
 */
export function written(id, wish, usual) {
  const query = new URLSearchParams();
  for (const name of NAMES) {
    const value = wish[name];
    if (value && value !== usual[name]) query.set(name, value);
  }
  if (wish.mix?.length && !query.has('style') && wish.style) query.set('style', wish.style);
  for (const {name, weight} of wish.mix ?? []) query.append('mix', `${name}*${PERCENT.write(weight)}`);
  for (const [name, {key, write}] of fields()) {
    const text = write(wish.settings[name]);
    if (text !== write(usual.settings[name])) query.set(key, text);
  }
  return query.size > 0 ? `#${encodeURIComponent(id)}?${query}` : '';
}

/**
 * What an address asks of a stylizer. Anybody can write an address: what means nothing is left out.
 * @param {string} hash with its # @param {string} id
 * @returns {{settings: Partial<Settings>, content?: string, style?: string, model?: string, mix?: Share[]} | null}
 *   null when it is not about this stylizer
 */
export function asked(hash, id) {
  const start = `#${encodeURIComponent(id)}?`;
  if (!hash.startsWith(start)) return null;
  const query = new URLSearchParams(hash.slice(start.length));
  /** @type {Partial<Settings>} */
  const settings = {};
  for (const [name, {key, read}] of fields()) {
    const value = read(query.get(key) ?? '');
    if (value !== null) settings[name] = value;
  }
  const names = NAMES.flatMap((name) => (query.has(name) ? [[name, query.get(name)]] : []));
  const mix = sharesOf(query.getAll('mix'));
  return {settings, ...Object.fromEntries(names), ...(mix.length > 0 && {mix})};
}

/**
 * The styles of a mixture, each once, as long as something is left for the first.
 * @param {string[]} texts @returns {Share[]}
 */
function sharesOf(texts) {
  /** @type {Share[]} */
  const shares = [];
  for (const text of texts) {
    const end = text.lastIndexOf('*');
    const [name, weight] = [text.slice(0, end), PERCENT.read(text.slice(end + 1))];
    const sum = shares.reduce((all, share) => all + share.weight, weight ?? 0);
    const isNew = !shares.some((share) => share.name === name);
    if (name && weight !== null && isNew && sum <= 1.001 && shares.length < MOST - 1) shares.push({name, weight});
  }
  return shares;
}

/** @returns {[keyof Settings, Field][]} */
const fields = () => /** @type {any} */ (Object.entries(FIELDS));

/**
 * Whole numbers in a range. @param {number} least @param {number} most
 * @param {number} [unit] what one of them is worth @returns {Omit<Field, 'key'>}
 */
function wholes(least, most, unit = 1) {
  return {
    write: (value) => String(Math.round(value / unit)),
    read(text) {
      if (!/^\d{1,5}$/.test(text)) return null;
      const number = Number(text);
      return number >= least && number <= most ? number * unit : null;
    },
  };
}
