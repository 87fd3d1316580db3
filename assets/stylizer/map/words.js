/** A map's words in the language of the page; English unless `speakMap` found another. */
import {languagesOf, wordsFor} from '../messages.js';
import * as english from './words.en.js';

export let MAP_WORDS = english.MAP_WORDS;

/** @type {Record<string, () => Promise<typeof english>>} */
const OTHERS = {de: () => import('./words.de.js')};

/** @param {string} element tag name of the map, which says which language is wanted */
export async function speakMap(element) {
  ({MAP_WORDS} = await wordsFor(languagesOf(document, element), english, OTHERS));
}
