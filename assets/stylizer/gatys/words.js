/** The laboratories' words in the language of the page; English unless `speak` found another. */
import {languagesOf, speak as speakElsewhere, wordsFor} from '../messages.js';
import * as english from './words.en.js';

export let WORDS = english.WORDS;
export let figure = english.figure;

/** @type {Record<string, () => Promise<typeof english>>} */
const OTHERS = {de: () => import('./words.de.js')};

/** @param {string} element tag name of a laboratory, which says which language is wanted */
export async function speak(element) {
  const wanted = languagesOf(document, element);
  await speakElsewhere(wanted);
  ({WORDS, figure} = await wordsFor(wanted, english, OTHERS));
}
