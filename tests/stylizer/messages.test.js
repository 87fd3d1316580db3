import assert from 'node:assert/strict';
import {readFile, readdir} from 'node:fs/promises';
import {test} from 'node:test';
import {ERRORS, NOTICES, megabytes} from '../../assets/stylizer/messages.en.js';
import {errorSentence} from '../../assets/stylizer/messages.js';

const folder = new URL('../../assets/stylizer/', import.meta.url);

/** All of the stylizer's own scripts, as one text. */
async function scripts() {
  const names = (await readdir(folder, {recursive: true})).filter(
    (name) => name.endsWith('.js') && !name.includes('messages'),
  );
  const texts = await Promise.all(names.map((name) => readFile(new URL(name, folder), 'utf8')));
  return texts.join('\n');
}

test('every code that is thrown has a sentence, and every sentence a code', async () => {
  const text = await scripts();
  const thrown = [...text.matchAll(/new StylizerError\('([\w-]+)'/g)].map(([, code]) => code);
  const hopeless = /const HOPELESS = new Set\((\[.*?\])\)/.exec(text)?.[1].replaceAll("'", '"');
  for (const kind of JSON.parse(hopeless ?? '[]')) thrown.push(`picture-${kind}`);
  assert.ok(thrown.includes('picture-pdf'));
  for (const code of thrown) assert.ok(ERRORS[code], `no sentence for ${code}`);
  for (const code of Object.keys(ERRORS)) {
    assert.ok(text.includes(`'${code}'`) || thrown.includes(code), `nothing says ${code}`);
  }
  for (const code of Object.keys(NOTICES)) assert.ok(text.includes(`'${code}'`), code);
});

test('an unknown code still gets a sentence', () => {
  assert.match(errorSentence({code: 'never heard of', facts: {}}), /Try again/);
});

test('megabytes are what people mean by them', () => {
  assert.equal(megabytes(2_119_029), '2.1\u00a0MB');
});
