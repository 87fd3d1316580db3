import assert from 'node:assert/strict';
import {test} from 'node:test';
import {coloured, gramOf, loudestPair, mapOf, ordered} from '../../assets/stylizer/gatys/channels.js';
import {
  EVALUATIONS, LAYERS, MULTIPLE, SIZES, STYLE_LAYERS, USUAL, aimsOf, resultSize, styleSize,
} from '../../assets/stylizer/gatys/settings.js';

/** Three channels over four places: the first two go together, the third is where they are not. */
const maps = {data: Float32Array.of(1, 2, 0, 2, 4, 0, 0, 0, 1, 0, 0, 1), width: 2, height: 2, channels: 3};

test('a Gram matrix has the mean products of channels, and is symmetric', () => {
  assert.deepEqual([...gramOf(maps)], [5 / 4, 10 / 4, 0, 10 / 4, 20 / 4, 0, 0, 0, 2 / 4]);
});

test('channels that are found together stand together, the loudest first', () => {
  assert.deepEqual(ordered(gramOf(maps), 3), [1, 0, 2]);
  assert.deepEqual(loudestPair(gramOf(maps), 3), [0, 1]);
});

test('a map of two channels is their product, and an entry its mean', () => {
  const {values} = mapOf(maps, 0, 1);
  assert.deepEqual([...values], [2, 8, 0, 0]);
  assert.equal(values.reduce((sum, value) => sum + value / 4, 0), gramOf(maps)[1]);
  assert.deepEqual([...mapOf(maps, 2).values], [0, 0, 1, 1]);
});

test('a map of a channel that is nowhere has a colour for nothing', () => {
  const silent = {...maps, data: new Float32Array(12)};
  assert.equal(mapOf(silent, 0).most, 1);
  assert.ok([...coloured(gramOf(silent), [0, 1, 2])].every(Number.isFinite));
});

test('the largest entry has the lightest colour, in the order given', () => {
  const bytes = coloured(gramOf(maps), [1, 0, 2]);
  const light = (/** @type {number} */ i) => bytes[4 * i] + bytes[4 * i + 1] + bytes[4 * i + 2];
  const lights = Array.from({length: 9}, (_, i) => light(i));
  assert.equal(lights.indexOf(Math.max(...lights)), 0);
  assert.ok(lights[2] < lights[1] && lights[1] < lights[0]);
});

test('both sides of every result are such that four pools leave nothing over', () => {
  for (const longest of SIZES) {
    for (const picture of [{width: 1000, height: 10}, {width: 451, height: 300}, {width: 3, height: 7}]) {
      const {width, height} = resultSize(picture, longest);
      for (const side of [width, height]) assert.equal(side % MULTIPLE, 0);
      assert.equal(Math.max(width, height), longest);
    }
  }
});

test('a style is seen at about as many pixels as the result has, in its own shape', () => {
  const {width, height} = styleSize({width: 800, height: 200}, {width: 128, height: 128});
  assert.deepEqual([width, height], [256, 64]);
});

test('a texture asks nothing of a content, and no layers ask nothing of a style', () => {
  assert.equal(aimsOf(USUAL, false).weights.content, 0);
  assert.equal(aimsOf({...USUAL, styleLayers: []}, true).weights.style, 0);
  assert.equal(aimsOf({...USUAL, smooth: -3}, true).weights.smooth, 0);
});

test('what a laboratory begins with is among what it offers', () => {
  assert.ok(SIZES.includes(USUAL.size) && EVALUATIONS > 0);
  for (const layer of [...STYLE_LAYERS, USUAL.contentLayer]) assert.ok(LAYERS.includes(layer));
});
