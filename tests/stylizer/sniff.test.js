import assert from 'node:assert/strict';
import {test} from 'node:test';
import {sniff} from '../../assets/stylizer/sniff.js';

/** @param {string} text one character, one byte */
const bytes = (text) => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** @param {string} brands */
const box = (brands) => bytes(`\0\0\0${String.fromCharCode(8 + brands.length)}ftyp${brands}`);

const KINDS = /** @type {[string, Uint8Array][]} */ ([
  ['jpeg', bytes('\xff\xd8\xff\xe1')],
  ['png', bytes('\x89PNG\r\n\x1a\n')],
  ['gif', bytes('GIF89a')],
  ['webp', bytes('RIFF\x10\0\0\0WEBPVP8 ')],
  ['bmp', bytes('BM\x36\0')],
  ['avif', box('avif\0\0\0\0mif1miaf')],
  ['heic', box('heic\0\0\0\0mif1heic')],
  ['video', box('isom\0\0\x02\0isomiso2')],
  ['tiff', bytes('II*\0\x08\0')],
  ['jxl', bytes('\0\0\0\x0cJXL \r\n')],
  ['pdf', bytes('%PDF-1.7')],
  ['svg', bytes('<svg xmlns="http://www.w3.org/2000/svg">')],
  ['svg', bytes('<?xml version="1.0"?>\n<!-- drawn -->\n<svg>')],
  ['unknown', bytes('Dear diary, <svg> is a word')],
  ['unknown', bytes('')],
]);

for (const [kind, start] of KINDS) {
  test(`${kind} is known by its bytes: ${JSON.stringify(String.fromCharCode(...start.subarray(0, 12)))}`, () => {
    assert.equal(sniff(start), kind);
  });
}
