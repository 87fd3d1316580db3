/**
 * The words in use: English, unless `speak` found others. What is exported here changes then, so
 * it is read when something is shown and never at the top of a module. A language is a file
 * messages.<tag>.js with all that messages.en.js has; one that is not asked for is not fetched.
 *
 * @typedef {import('./messages.en.js').Facts} Facts
 * @typedef {typeof import('./messages.en.js')} Words
 */
import * as english from './messages.en.js';

export let LABELS = english.LABELS;
export let LIVE = english.LIVE;
export let QUEUE = english.QUEUE;
export let SENTENCES = english.SENTENCES;
export let megabytes = english.megabytes;
export let percent = english.percent;

let ERRORS = english.ERRORS;
let NOTICES = english.NOTICES;

/** @type {Record<string, () => Promise<Words>>} */
const OTHERS = {de: () => import('./messages.de.js')};

/** @param {{code: string, facts: Facts}} message */
export const errorSentence = ({code, facts}) => (ERRORS[code] ?? ERRORS['worker-failed'])(facts);

/** @param {{code: string, facts: Facts}} message */
export const noticeSentence = ({code, facts}) => NOTICES[code](facts);

/**
 * The first of the languages that there are words for; English when those cannot be fetched.
 * @template W
 * @param {readonly string[]} wanted language tags, the best first @param {W} inEnglish
 * @param {Record<string, () => Promise<W>>} others by tag @returns {Promise<W>}
 */
export async function wordsFor(wanted, inEnglish, others) {
  const tags = wanted.map((tag) => tag.toLowerCase().split('-')[0]);
  const tag = tags.find((one) => one === 'en' || one in others) ?? 'en';
  return tag === 'en' ? inEnglish : others[tag]().catch(() => inEnglish);
}

/** Takes the words of one of these languages. @param {readonly string[]} wanted as above @returns {Promise<void>} */
export async function speak(wanted) {
  const words = await wordsFor(wanted, /** @type {Words} */ (english), OTHERS);
  ({LABELS, LIVE, QUEUE, SENTENCES, ERRORS, NOTICES, megabytes, percent} = words);
}

/**
 * The languages to speak in on a page: its own, or the reader's where it names none.
 * @param {Document} page @param {string} element the stylizer's tag name
 */
export function languagesOf(page, element) {
  const first = page.querySelector(element);
  const own = first?.closest('[lang]') ?? page.documentElement;
  const tag = own.getAttribute('lang');
  return tag ? [tag] : navigator.languages;
}
