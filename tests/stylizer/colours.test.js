import assert from 'node:assert/strict';
import {test} from 'node:test';
import {paletteOf, recoloured} from '../../assets/stylizer/colours.js';
import {identity, inverseRoot, product, root} from '../../assets/stylizer/matrices.js';

const LUMA = [0.299, 0.587, 0.114];

/** Pixels of a pure function of place. @param {(x: number, y: number) => number[]} colour RGB or RGBA */
function picture(colour, width = 40, height = 30) {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set([...colour(x, y), 255].slice(0, 4), 4 * (y * width + x));
  }
  return {data, width, height};
}

const photo = picture((x, y) => [250 - 5 * x, 20 + 4 * y, 3 * x + 3 * y]);
const painted = picture((x, y) => [128 + 120 * Math.sin(x), 100 + 90 * Math.cos(y), 60 + x]);
const style = picture((x, y) => [200 + 30 * Math.sin(x + y), 150 + 40 * Math.cos(x), 40 + 20 * Math.sin(y)]);
const outcome = {before: photo, painted, palette: [{pixels: style, weight: 1}]};
const none = {keepColours: 0, matchColours: 0};

/** @param {ArrayLike<number>} data @param {number} p */
const luma = (data, p) => LUMA.reduce((sum, weight, c) => sum + weight * data[p + c], 0);

test('without either nothing is touched, and never the painted picture itself', () => {
  assert.equal(recoloured(outcome, none), painted);
  const before = painted.data.slice();
  recoloured(outcome, {keepColours: 0.6, matchColours: 0.7});
  assert.deepEqual(painted.data, before);
});

test('kept colours are those of the content under the luma of the result', () => {
  const {data} = recoloured(outcome, {...none, keepColours: 1});
  for (let p = 0; p < data.length; p += 4) {
    assert.ok(Math.abs(luma(data, p) - luma(painted.data, p)) < 1, `luma at ${p}`);
    for (const [a, b] of [[0, 1], [1, 2], [0, 2]]) {
      const [was, is] = [photo.data[p + a] - photo.data[p + b], data[p + a] - data[p + b]];
      assert.ok(Math.abs(is) <= Math.abs(was) + 1 && is * was >= -Math.abs(was), `hue at ${p}`);
    }
  }
});

test('where there is room for them the colours of the content come whole', () => {
  const flat = picture(() => [140, 110, 90]);
  const grey = {...outcome, before: flat, painted: picture(() => [128, 128, 128])};
  const [red, green, blue] = recoloured(grey, {...none, keepColours: 1}).data;
  assert.deepEqual([red - green, green - blue], [30, 20]);
});

test('half kept is half way, and white and black stay', () => {
  const [half, all] = [0.5, 1].map((keepColours) => recoloured(outcome, {...none, keepColours}).data);
  half.forEach((value, i) => assert.ok(Math.abs(value - (painted.data[i] + all[i]) / 2) <= 1));
  for (const end of [0, 255]) {
    const plain = {...outcome, painted: picture(() => [end, end, end])};
    assert.deepEqual([...recoloured(plain, {...none, keepColours: 1}).data.slice(0, 3)], [end, end, end]);
  }
});

test('taken over, the colours have the mean and the spread of the style', () => {
  const gentle = {...outcome, painted: picture((x, y) => [120 + 20 * Math.sin(x), 110 + 20 * Math.cos(y), 130 + 20 * Math.sin(3 * x + y)])};
  const matched = recoloured(gentle, {...none, matchColours: 1});
  const [got, due] = [matched, style].map((pixels) => paletteOf([{pixels, weight: 1}]));
  got.mean.forEach((value, c) => assert.ok(Math.abs(value - due.mean[c]) < 6, `mean ${c}`));
  const was = paletteOf([{pixels: gentle.painted, weight: 1}]);
  const away = (/** @type {any} */ {covariance}) =>
    covariance.flat().reduce((sum, value, i) => sum + Math.abs(value - due.covariance.flat()[i]), 0);
  assert.ok(away(got) < away(was) / 2);
});

test('a picture takes over its own colours unchanged', () => {
  const own = {...outcome, palette: [{pixels: painted, weight: 1}]};
  const {data} = recoloured(own, {...none, matchColours: 1});
  data.forEach((value, i) => assert.ok(Math.abs(value - painted.data[i]) <= 1));
});

test('a palette of several styles lies between theirs, and two of one are that one', () => {
  const [one, other] = [style, photo].map((pixels) => paletteOf([{pixels, weight: 1}]));
  const both = paletteOf([{pixels: style, weight: 0.25}, {pixels: photo, weight: 0.75}]);
  both.mean.forEach((value, c) => assert.ok(Math.abs(value - (one.mean[c] + 3 * other.mean[c]) / 4) < 1e-6));
  const twice = paletteOf([{pixels: style, weight: 0.3}, {pixels: style, weight: 0.7}]);
  twice.covariance.flat().forEach((value, i) => assert.ok(Math.abs(value - one.covariance.flat()[i]) < 1e-6));
});

test('what is transparent does not count, and stays transparent', () => {
  const half = picture((x) => (x < 20 ? [10, 20, 30, 255] : [250, 250, 250, 0]));
  assert.deepEqual(paletteOf([{pixels: half, weight: 1}]).mean.map(Math.round), [10, 20, 30]);
  const {data} = recoloured({...outcome, painted: half}, {keepColours: 1, matchColours: 1});
  assert.deepEqual([data[3], data[4 * 39 + 3]], [255, 0]);
});

test('even a plain grey picture, or style, gives numbers', () => {
  const grey = picture(() => [90, 90, 90]);
  for (const change of [{painted: grey}, {palette: [{pixels: grey, weight: 1}]}]) {
    const {data} = recoloured({...outcome, ...change}, {keepColours: 0, matchColours: 1});
    assert.equal(data.length, painted.data.length);
    if ('painted' in change) {
      const {mean} = paletteOf([{pixels: style, weight: 1}]);
      mean.forEach((value, c) => assert.ok(Math.abs(data[c] - value) <= 1));
    }
  }
});

test('roots of symmetric matrices are roots', () => {
  const matrix = [[40, 10, 5], [10, 30, -7], [5, -7, 20]];
  const near = (/** @type {number[][]} */ a, /** @type {number[][]} */ b) =>
    a.flat().forEach((value, i) => assert.ok(Math.abs(value - b.flat()[i]) < 1e-9));
  near(product(root(matrix), root(matrix)), matrix);
  near(product(inverseRoot(matrix), product(matrix, inverseRoot(matrix))), identity());
});
