import assert from 'node:assert/strict';
import {test} from 'node:test';
import {PACKAGES, Studio, open, tf} from './whole-tensorflow.js';
import {LONGEST, blank, filled, isBlank, isPainted, layersOf, stroked} from '../../assets/stylizer/regions.js';
import {USUAL} from './usual-job.js';

const {Masks} = await import('../../assets/stylizer/regional.js');
const {family} = await open(PACKAGES[0]);

const [width, height] = [160, 96];
const shown = {width, height};
const [waves, tiles] = ['waves', 'tiles'].map((title) => /** @type {any} */ ({title}));

/** @param {import('../../assets/stylizer/regions.js').Regions} regions */
const cells = ({owners}) => owners.filter((owner) => owner > 0).length;

test('a grid has the aspect of its content, and one cell at least', () => {
  assert.deepEqual([blank(shown).width, blank(shown).height], [LONGEST, 58]);
  assert.deepEqual([blank({width: 1, height: 5000}).width, blank({width: 1, height: 5000}).height], [1, LONGEST]);
});

test('a stroke is round, as wide as its brush, goes all the way and changes nothing else', () => {
  const square = blank({width: 100, height: 100});
  const dot = stroked(square, waves, {x: 0.5, y: 0.5}, {x: 0.5, y: 0.5}, 0.25);
  assert.ok(Math.abs(cells(dot) - Math.PI * 12 ** 2) < 30);
  const line = stroked(square, waves, {x: 0.2, y: 0.5}, {x: 0.8, y: 0.5}, 0.25);
  assert.ok(Math.abs(cells(line) - (Math.PI * 12 ** 2 + 0.6 * 96 * 24)) < 80);
  assert.ok(isBlank(square));
  const both = stroked(line, tiles, {x: 0.5, y: 0}, {x: 0.5, y: 1}, 0.1);
  assert.ok(isPainted(both, waves) && isPainted(both, tiles));
  assert.ok(isBlank(filled(both, null, {left: 0, top: 0, right: 1, bottom: 1})));
  assert.ok(cells(stroked(square, waves, {x: 0.5, y: 0.5}, {x: 0.5, y: 0.5}, 0)) > 0, 'the finest brush paints');
});

test('a half is a half, and both are all', () => {
  const left = filled(blank(shown), waves, {left: 0, top: 0, right: 0.5, bottom: 1});
  assert.equal(cells(left), 48 * 58);
  assert.equal(cells(filled(left, tiles, {left: 0.5, top: 0, right: 1, bottom: 1})), 96 * 58);
});

test('layers are those to be seen; a style that has left is of all together', () => {
  const left = filled(blank(shown), waves, {left: 0, top: 0, right: 0.5, bottom: 1});
  const styles = [{picture: waves, weight: 0.3}, {picture: tiles, weight: 0.7}];
  const divided = layersOf(left, styles);
  assert.deepEqual(divided?.layers.map(({weights}) => weights), [[0.3, 0.7], [1, 0]]);
  const [together, own] = divided?.layers ?? [];
  together.values.forEach((value, i) => assert.equal(value + own.values[i], 1));
  assert.equal(layersOf(left, [{picture: tiles, weight: 1}]), null);
  assert.equal(layersOf(blank(shown), styles), null);
});

test('masks are soft, and add up to 1 at every place of every size', () => {
  const left = filled(blank(shown), waves, {left: 0, top: 0, right: 0.5, bottom: 1});
  const divided = layersOf(left, [{picture: waves, weight: 0.5}, {picture: tiles, weight: 0.5}]);
  const masks = new Masks({.../** @type {any} */ (divided), input: {width: 160, height: 112}}, shown);
  for (const size of [{width: 160, height: 112}, {width: 20, height: 14}]) {
    const [rest, own] = [0, 1].map((layer) => masks.floats(layer, size));
    rest.forEach((value, i) => assert.ok(Math.abs(value + own[i] - 1) < 1e-5));
    assert.ok(own[0] > 0.999 && own[size.width - 1] < 1e-3);
  }
  const row = masks.floats(1, {width: 480, height: 16}).slice(0, 480);
  assert.ok(row.filter((value) => value > 0.05 && value < 0.95).length >= 480 / LONGEST);
});

/** @param {number} wide @param {number} high @param {number} phase */
function picture(wide, high, phase) {
  const data = new Uint8ClampedArray(4 * wide * high).fill(255);
  for (let i = 0; i < wide * high; i++) {
    const [x, y] = [i % wide, Math.floor(i / wide)];
    for (let c = 0; c < 3; c++) data[4 * i + c] = 128 + 110 * Math.sin((x + phase * y) / (4 + c)) * Math.cos(y / (9 - 2 * c + phase));
  }
  return {data, width: wide, height: high};
}

const styles = [{key: 'waves', pixels: picture(64, 64, 0.2), weight: 1}, {key: 'tiles', pixels: picture(80, 64, 3), weight: 0}];
const pixels = {picture: waves, weight: 1};
const half = filled(blank(shown), tiles, {left: 0.5, top: 0, right: 1, bottom: 1});
const regions = {.../** @type {any} */ (layersOf(half, [pixels, {picture: tiles, weight: 0}])), input: shown};

/** @param {object} [change] @returns {import('../../assets/stylizer/protocol.js').Job} */
const job = (change) => ({
  content: {key: 'content', pixels: picture(width, height, 1)},
  styles: [styles[0]],
  ...USUAL,
  crop: shown,
  ...change,
});

/** Mean difference in [0, 1] over some columns. @param {any} a @param {any} b @param {number} from @param {number} to */
function apart(a, b, from, to) {
  let sum = 0;
  for (let y = 0; y < height; y++) {
    for (let x = from; x < to; x++) {
      for (let c = 0; c < 3; c++) sum += Math.abs(a.data[4 * (y * width + x) + c] - b.data[4 * (y * width + x) + c]);
    }
  }
  return sum / (255 * 3 * height * (to - from));
}

test('each style is painted in its region as it is painted everywhere', async () => {
  const studio = new Studio(family);
  const divided = await studio.stylize(job({styles, regions}));
  const one = await studio.stylize(job({styles: [styles[0]]}));
  const other = await studio.stylize(job({styles: [{...styles[1], weight: 1}]}));
  assert.ok(apart(divided, one, 0, 48) < 1e-3, 'left');
  assert.ok(apart(divided, other, 112, 160) < 1e-3, 'right');
  assert.ok(apart(divided, one, 112, 160) > 0.03 && apart(divided, other, 0, 48) > 0.03, 'they differ');
});

test('a border is no edge: the picture is no rougher there than elsewhere', async () => {
  const divided = await new Studio(family).stylize(job({styles, regions}));
  const step = (/** @type {number} */ x) => {
    let sum = 0;
    for (let y = 0; y < height; y++) sum += Math.abs(divided.data[4 * (y * width + x)] - divided.data[4 * (y * width + x - 1)]);
    return sum / height;
  };
  const steps = Array.from({length: width - 1}, (_, i) => step(i + 1));
  assert.ok(Math.max(...steps.slice(76, 84)) <= Math.max(...steps.slice(0, 60), ...steps.slice(100)));
});

test('regions in bands are regions, and leave no tensor', async () => {
  const own = {key: 'own', pixels: picture(64, 48, 1)};
  const tall = {
    content: {key: 'tall', pixels: picture(64, 448, 1)},
    crop: {width: 64, height: 440},
    regions: {...regions, input: {width: 64, height: 448}},
    styles,
  };
  const change = {...tall, own, strength: 0.6};
  const studios = [new Studio(family), new Studio(family)];
  const [whole, bands] = await Promise.all(
    studios.map((studio, i) => studio.stylize(job({...change, pixels: [Infinity, 64 * 208][i]}))),
  );
  const most = bands.data.reduce((far, value, i) => Math.max(far, Math.abs(value - whole.data[i])), 0);
  assert.ok(most < 4, String(most));
  const {numTensors} = tf.memory();
  await studios[0].stylize(job({...change, keepDetail: 0.5}));
  await studios[1].stylize(job({...change, keepDetail: 0.5, pixels: 64 * 208}));
  assert.equal(tf.memory().numTensors, numTensors);
});
