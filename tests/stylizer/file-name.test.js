import assert from 'node:assert/strict';
import {test} from 'node:test';
import {distinct, fileName, safe} from '../../assets/stylizer/file-name.js';

test('a file is named after what went into it', () => {
  assert.equal(fileName(['IMG_1234', 'Wheat and wind'], 'png', 'pastiche'), 'IMG_1234-in-Wheat-and-wind.png');
});

test('nothing is left that a file system or an address minds', () => {
  for (const title of ['../../etc/passwd', 'a:b|c?d*e"f<g>h\\i', 'tab\tnew\nline\0', ' .hidden. ', '\u202egnp.exe']) {
    assert.match(safe(title), /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}_-]*[\p{L}\p{N}])?$/u, title);
  }
});

test('letters of every script stay', () => {
  assert.equal(safe('Zürich, 東京 и Київ'), 'Zürich-東京-и-Київ');
  assert.equal(safe('e\u0301te\u0301'), 'été');
});

test('a title of signs alone leaves the other, or the usual name', () => {
  assert.equal(fileName(['???', 'Waves'], 'jpg', 'pastiche'), 'Waves.jpg');
  assert.equal(fileName(['…', ''], 'jpg', 'pastiche'), 'pastiche.jpg');
});

test('names stay short enough for every file system, in bytes', () => {
  const name = fileName(['漢'.repeat(400), '\u{1f600}'.repeat(9) + '𝒳'.repeat(400)], 'webp', 'pastiche');
  assert.ok(new TextEncoder().encode(name).length < 255);
});

test('no two files of a zip have one name, capitals or not', () => {
  assert.deepEqual(distinct(['a.png', 'A.png', 'a.png', 'a-2.png', 'b.png']), [
    'a.png',
    'A-2.png',
    'a-3.png',
    'a-2-2.png',
    'b.png',
  ]);
  assert.deepEqual(distinct(['plain', 'plain']), ['plain', 'plain-2']);
});
