import assert from 'node:assert/strict';
import {test} from 'node:test';
import {flatten, fromFloats, mirrored, resized, toFloats, withAlpha} from '../../assets/stylizer/pixels.js';

/** One row of grey pixels. @param {number[]} greys */
const row = (...greys) => ({
  data: new Uint8ClampedArray(greys.flatMap((grey) => [grey, grey, grey, 255])),
  width: greys.length,
  height: 1,
});

/** @param {import('../../assets/stylizer/pixels.js').Pixels} pixels */
const greys = ({data}) => [...data].filter((_, i) => i % 4 === 0);

test('transparent pixels become white for the network, and their alpha is kept', () => {
  const pixels = {data: new Uint8ClampedArray([0, 0, 0, 0, 100, 100, 100, 51]), width: 2, height: 1};
  const {flat, alpha} = flatten(pixels);
  assert.deepEqual(greys(flat), [255, 224]);
  assert.deepEqual([...(alpha ?? [])], [0, 51]);
});

test('an opaque picture has no alpha to keep', () => {
  assert.equal(flatten(row(1, 2)).alpha, null);
});

test('a picture is extended by mirroring, again and again if need be', () => {
  assert.deepEqual(greys(mirrored(row(1, 2, 3), {width: 8, height: 1})), [1, 2, 3, 2, 1, 2, 3, 2]);
  assert.deepEqual(greys(mirrored(row(1, 2), {width: 2, height: 2})), [1, 2, 1, 2]);
});

test('a picture one pixel wide fills any size', () => {
  assert.deepEqual(greys(mirrored(row(7), {width: 3, height: 2})), [7, 7, 7, 7, 7, 7]);
});

test('resizing averages what a pixel covers, and an even picture stays even', () => {
  assert.deepEqual(greys(resized(row(0, 100, 200, 100), {width: 2, height: 1})), [50, 150]);
  assert.deepEqual(greys(resized(row(0, 90, 240), {width: 2, height: 1})), [30, 190]);
  assert.deepEqual(greys(resized(row(10, 30), {width: 4, height: 1})), [10, 10, 30, 30]);
  const even = {data: new Uint8ClampedArray(4 * 7 * 5).fill(77), width: 7, height: 5};
  assert.ok(resized(even, {width: 3, height: 6}).data.every((byte) => byte === 77));
});

test('bytes survive the way to floats and back, cropped', () => {
  const pixels = row(0, 1, 127, 128, 254, 255);
  const back = fromFloats(toFloats(pixels), 6, {width: 5, height: 1});
  assert.deepEqual(greys(back), [0, 1, 127, 128, 254]);
});

test('a result gets its transparency back', () => {
  const pixels = withAlpha(row(9, 9), new Uint8ClampedArray([0, 200]));
  assert.deepEqual([pixels.data[3], pixels.data[7]], [0, 200]);
});
