/** The laboratories' words in the language of the page; English unless `speak` found another. */
import {languagesOf, speak as speakElsewhere} from '../messages.js';
import * as english from './words.en.js';

export let WORDS = english.WORDS;
export let figure = english.figure;

/** @type {Record<string, () => Promise<typeof english>>} */
const OTHERS = {de: () => import('./words.de.js')};

/** @param {string} element tag name of a laboratory, which says which language is wanted */
export async function speak(element) {
  const wanted = languagesOf(document, element);
  await speakElsewhere(wanted);
  const tags = wanted.map((tag) => tag.toLowerCase().split('-')[0]);
  const tag = tags.find((one) => one === 'en' || one in OTHERS) ?? 'en';
  const words = tag === 'en' ? english : await OTHERS[tag]().catch(() => english);
  ({WORDS, figure} = words);
}
