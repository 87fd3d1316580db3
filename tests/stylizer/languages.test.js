import assert from 'node:assert/strict';
import {readFile, readdir} from 'node:fs/promises';
import {test} from 'node:test';
import * as english from '../../assets/stylizer/messages.en.js';
import * as messages from '../../assets/stylizer/messages.js';

const folder = new URL('../../assets/stylizer/', import.meta.url);
const files = await readdir(folder);
const others = files.filter((name) => /^messages\.[a-z]+\.js$/.test(name) && name !== 'messages.en.js');

/** Every word or sentence of a language as [where it stands, itself]. */
function leaves(words, path = '') {
  return Object.entries(words).flatMap(([name, value]) => {
    const place = `${path}.${name}`;
    return value && typeof value === 'object' ? leaves(value, place) : [[place, value]];
  });
}

/** The names of what a sentence is given, and whether it shows them: `style`, `width`, … */
function gaps(sentence) {
  const shown = new Set();
  const facts = new Proxy({}, {get: (_, name) => (shown.add(String(name)), 0.5)});
  try {
    sentence(facts, facts);
  } catch {
    // a list of names, or a number that becomes a place in a table
  }
  return [...shown].filter((name) => !/^(Symbol|toString|valueOf|join)/.test(name)).sort();
}

for (const name of others) {
  const tag = name.split('.')[1];
  const other = await import(new URL(name, folder).href);

  test(`${tag} has every word that English has, and no other`, () => {
    const places = (words) => leaves(words).map(([place, word]) => `${place} ${typeof word}`).sort();
    assert.deepEqual(places(other), places(english));
  });

  test(`${tag} fills in what English fills in`, () => {
    const own = new Map(leaves(other));
    for (const [place, word] of leaves(english)) {
      const mine = own.get(place);
      if (typeof word !== 'function') assert.ok(mine, place);
      else assert.deepEqual([mine.length, gaps(mine)], [word.length, gaps(word)], place);
    }
  });

  test(`${tag} shows each of its numbers and names`, () => {
    const own = new Map(leaves(other));
    for (const [place, word] of leaves(english)) {
      if (typeof word !== 'function') continue;
      for (const given of [['Ⅰ', 'Ⅱ'], [3e6, 4e6], [['Ⅰ', 'Ⅱ']]]) {
        const marks = (sentence) => [...String(attempt(sentence, given)).matchAll(/Ⅰ|Ⅱ|[34](?=\D)/g)].map(String).sort();
        assert.deepEqual(marks(own.get(place)), marks(word), place);
      }
    }
  });

  test(`${tag} is spoken on a page in it, and English again on others`, async () => {
    await messages.speak([`${tag}-XX`, 'en']);
    assert.equal(messages.LABELS.stylize, other.LABELS.stylize);
    assert.equal(messages.errorSentence({code: 'nothing-chosen', facts: {}}), other.ERRORS['nothing-chosen']({}));
    await messages.speak(['xx']);
    assert.equal(messages.LABELS.stylize, english.LABELS.stylize);
  });
}

test('there is a second language', () => assert.ok(others.length > 0));

test('words reach the stylizer only through the language in use', async () => {
  for (const name of files.filter((one) => one.endsWith('.js') && !one.startsWith('messages.') && one !== 'node-look.js')) {
    const text = await readFile(new URL(name, folder), 'utf8');
    assert.doesNotMatch(text, /^import .*from '\.\/messages\.(?!js)/m, name);
    assert.doesNotMatch(text, /^const \w+ = [^(;]*\b(LABELS|QUEUE|SENTENCES)\./m, `${name} reads a word too early`);
  }
});

/** @param {Function} sentence @param {unknown[]} given */
function attempt(sentence, given) {
  try {
    return sentence(...given);
  } catch {
    return '';
  }
}
