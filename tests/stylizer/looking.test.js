import assert from 'node:assert/strict';
import {test} from 'node:test';
import {PACKAGES, Studio, open, tf} from './whole-tensorflow.js';
import {combined, outlined, region, sampled, spread, strongest} from '../../assets/stylizer/attention-map.js';
import {colourOf, coverOf} from '../../assets/stylizer/heat-colours.js';
import {SENTENCES} from '../../assets/stylizer/messages.en.js';
import {Newest} from '../../assets/stylizer/newest.js';
import {cropped, tokenAt} from '../../assets/stylizer/token-grid.js';

const {family} = await open(PACKAGES[0]);
const {Gaze} = await import('../../assets/stylizer/gaze.js');

/** @param {ArrayLike<number>} values */
const sum = (values) => Array.from(values).reduce((a, b) => a + b, 0);

/** @param {number} width @param {number} height @param {number} side @param {(x: number, y: number) => number} of */
function grid(width, height, side, of) {
  const values = Float32Array.from({length: width * height}, (_, i) => of(i % width, Math.floor(i / width)));
  const total = sum(values);
  return {width, height, side, values: values.map((value) => value / total)};
}

/** Flat colours beside each other. @param {number[][]} colours @param {number} size */
function stripes(colours, size) {
  const data = new Uint8ClampedArray(size * size * 4).fill(255);
  for (let i = 0; i < size * size; i++) {
    data.set(colours[Math.floor(((i % size) * colours.length) / size)], 4 * i);
  }
  return {data, width: size, height: size};
}

const RED = [200, 30, 20];
const BLUE = [20, 40, 200];

/** @param {object} change @returns {import('../../assets/stylizer/protocol.js').Look} */
function question({x, y = 0.5}, change = {}) {
  const size = {width: 128, height: 128};
  const pixels = stripes([RED, BLUE], 128);
  return {
    job: {
      content: {key: 'content', pixels},
      styles: [{key: 'style', pixels, weight: 1}],
      own: null, strength: 1, keepDetail: 1, iterations: 1, pixels: Infinity, crop: size, ...change,
    },
    place: {x, y},
    sizes: {shown: size, input: size},
  };
}

/** Squares of 8 pixels in colours of chance: no place is like another. @param {number} side */
function blocks(side) {
  const data = new Uint8ClampedArray(4 * side * side).fill(255);
  for (let i = 0; i < side * side; i++) {
    const square = Math.floor(i / side / 8) * side + Math.floor((i % side) / 8);
    for (const c of [0, 1, 2]) data[4 * i + c] = (Math.imul(square * 3 + c + 1, 2654435761) >>> 24) & 255;
  }
  return {data, width: side, height: side};
}

/** What of a row of weights falls on the left half. @param {Float32Array} weights */
function onTheLeft(weights) {
  const width = Math.sqrt(weights.length);
  return sum(weights.filter((_, i) => i % width < width / 2));
}

test('a place belongs to the token whose pixels it is in, exactly at the edges', () => {
  const sizes = {shown: {width: 48, height: 32}, input: {width: 48, height: 32}};
  const at = (/** @type {number} */ x, /** @type {number} */ y) => tokenAt({x, y}, sizes, 6 * 4);
  assert.equal(at(0, 0), 0);
  assert.equal(at(7.99 / 48, 0), 0);
  assert.equal(at(8 / 48, 0), 1);
  assert.equal(at(1, 0), 5);
  assert.equal(at(0, 7.99 / 32), 0);
  assert.equal(at(0, 8 / 32), 6);
  assert.equal(at(1, 1), 23);
  assert.equal(at(-3, 7), 18);
  for (let i = 0; i <= 480; i++) assert.equal(at(i / 480, 0), Math.min(5, Math.floor(i / 80)));
});

test('no place belongs to padding', () => {
  const sizes = {shown: {width: 41, height: 9}, input: {width: 64, height: 64}};
  assert.equal(tokenAt({x: 1, y: 1}, sizes, 64), 8 + 5);
  assert.equal(tokenAt({x: 1, y: 1}, sizes, 16), 2);
});

test('tokens of the padding are cropped away, and the rest are shares', () => {
  const weights = Float32Array.from({length: 16}, (_, i) => i + 1);
  const {width, height, side, values} = cropped(weights, {
    shown: {width: 30, height: 17},
    input: {width: 64, height: 64},
  });
  assert.deepEqual([width, height, side], [2, 2, 16]);
  const expected = [1, 2, 5, 6].map((value) => value / 14);
  values.forEach((value, i) => assert.ok(Math.abs(value - expected[i]) < 1e-6));
});

test('levels are joined on the finest grid and still sum to one', () => {
  const shown = {width: 40, height: 32};
  const fine = grid(5, 4, 8, (x, y) => x + y);
  const coarse = grid(3, 2, 16, (x) => x);
  for (const levels of [[fine], [coarse], [fine, coarse]]) {
    const {values, width} = combined(levels, shown);
    assert.equal(width, levels[0].width);
    assert.ok(Math.abs(sum(values) - 1) < 1e-5);
  }
  const even = combined([grid(5, 4, 8, () => 1), grid(3, 2, 16, () => 1)], shown);
  for (const value of even.values) assert.ok(Math.abs(value - 1 / 20) < 1e-6);
});

test('a smooth picture of a map never overshoots it, and is level where it is', () => {
  const steep = grid(6, 5, 8, (x, y) => (x === 2 && y === 3 ? 100 : 1));
  const extent = {width: 48, height: 40};
  const fine = sampled(steep, {width: 96, height: 80}, extent);
  assert.ok(Math.max(...fine) <= Math.max(...steep.values));
  assert.ok(Math.min(...fine) >= Math.min(...steep.values) - 1e-9);
  const peak = fine.indexOf(Math.max(...fine));
  assert.ok(Math.abs((peak % 96) - 39.5) <= 1 && Math.abs(Math.floor(peak / 96) - 55.5) <= 1);
  const flat = sampled(grid(3, 3, 8, () => 1), {width: 20, height: 20}, {width: 24, height: 24});
  for (const value of flat) assert.ok(Math.abs(value - 1 / 9) < 1e-6);
});

test('the strongest patches hold what they say, around it, and do not overlap', () => {
  const shown = {width: 384, height: 192};
  const map = grid(48, 24, 8, (x, y) => (x === 10 && y === 12 ? 60 : x === 40 && y === 3 ? 40 : 0.001));
  const patches = strongest(map, shown);
  assert.equal(patches.length, 2);
  assert.ok(patches[0].share > 0.57 && patches[0].share < 0.62);
  const [first, second] = patches;
  const middle = (first.x + first.width / 2) * 48;
  assert.ok(Math.abs(middle - 10.5) <= 0.5);
  assert.ok(first.x + first.width <= second.x);
  for (const {x, y, width, height} of strongest(grid(1, 1, 16, () => 1), {width: 9, height: 5})) {
    assert.deepEqual([x, y, width, height], [0, 0, 1, 1]);
  }
});

test('of several styles only what is about as strong as the strongest is outlined', () => {
  const patch = (/** @type {number} */ share) => ({x: 0, y: 0, width: 1, height: 1, share});
  const [strong, weak, none] = outlined([[patch(0.5), patch(0.3)], [patch(0.9)], []], [0.9, 0.1, 0]);
  assert.deepEqual(strong.map(({share}) => share), [0.5, 0.3]);
  assert.deepEqual([weak, none], [[], []]);
  assert.match(SENTENCES.looks({row: 0, column: 0, share: 0.01, total: 0.01, style: 'Waves'}), /hardly, 1/);
  assert.match(SENTENCES.looks({row: 0, column: 0, share: 0.5, total: 0.9, style: 'Waves'}), /^Waves, 90/);
});

test('spreading keeps the sum and the place', () => {
  const map = spread(grid(9, 7, 8, (x, y) => Number(x === 0 && y === 6)));
  assert.ok(Math.abs(sum(map.values) - 1) < 1e-6);
  assert.equal(map.values.indexOf(Math.max(...map.values)), 6 * 9);
});

test('where most of it lies is said in words', () => {
  const shown = {width: 96, height: 96};
  const corner = region(grid(12, 12, 8, (x, y) => (x > 8 && y < 3 ? 5 : 0.1)), shown);
  assert.deepEqual([corner.row, corner.column], [0, 2]);
  const said = SENTENCES.looks({...corner, total: 1, style: 'Waves'});
  assert.match(said, /^Waves: it looks most at the upper right, \d\d\u00a0%\.$/);
  const side = region(grid(12, 12, 8, (x) => (x > 8 ? 5 : 0.1)), shown);
  assert.match(SENTENCES.looks({...side, total: 1, style: 'Waves'}), /at the right, 9\d/);
  const even = region(grid(12, 12, 8, () => 1), shown);
  assert.match(SENTENCES.looks({...even, total: 1, style: 'Waves'}), /all over/);
});

test('hotter is lighter, in even steps, and covers more', () => {
  const light = (/** @type {number} */ share) => {
    const [r, g, b] = colourOf(share).map((byte) => (byte / 255) ** 2.2);
    return Math.cbrt(0.2126 * r + 0.7152 * g + 0.0722 * b);
  };
  const steps = Array.from({length: 20}, (_, i) => light((i + 1) / 20) - light(i / 20));
  for (const step of steps) assert.ok(step > 0.005 && step < 0.06, String(step));
  assert.equal(coverOf(0), 0);
  assert.ok(coverOf(1) > 0.8 && coverOf(1) < 1);
});

test('a picture of chance looks at itself on the same side, at every level, and a row sums to one', async () => {
  const studio = new Studio(family);
  const pixels = blocks(128);
  for (const x of [0.05, 0.2, 0.8, 0.95]) {
    const asked = question({x});
    const [levels] = await studio.look({
      ...asked,
      job: {...asked.job, content: {key: 'chance', pixels}, styles: [{key: 'chance', pixels, weight: 1}]},
    });
    assert.deepEqual(levels.map(({length}) => length), [256, 64]);
    for (const weights of levels) {
      assert.ok(Math.abs(sum(weights) - 1) < 1e-4);
      assert.ok(Math.abs(onTheLeft(weights) - Number(x < 0.5)) < 0.1, `${x}: ${onTheLeft(weights)}`);
    }
  }
});

test('of two styles each gets a share, the more the more it counts, and all sum to one', async () => {
  const studio = new Studio(family);
  const shares = [];
  for (const weight of [0.1, 0.9]) {
    const styles = [
      {key: 'small', pixels: stripes([RED, BLUE], 64), weight},
      {key: 'large', pixels: stripes([RED, BLUE], 96), weight: 1 - weight},
    ];
    const [small, large] = await studio.look(question({x: 0.1}, {styles}));
    assert.deepEqual([small[0].length, large[0].length], [64, 144]);
    for (const level of [0, 1]) {
      assert.ok(Math.abs(sum(small[level]) + sum(large[level]) - 1) < 1e-4);
    }
    shares.push(sum(small[0]));
  }
  assert.ok(shares[0] < shares[1]);
});

test('what has been looked at is neither sent nor encoded again, and leaves no tensor', async () => {
  const studio = new Studio(family);
  await studio.look(question({x: 0.1}));
  const {numTensors} = tf.memory();
  const {job, ...rest} = question({x: 0.9});
  const known = {...job, content: {key: 'content'}, styles: [{key: 'style', weight: 1}]};
  for (let i = 0; i < 5; i++) await studio.look({...rest, job: known});
  assert.equal(tf.memory().numTensors, numTensors);
});

test('of a large content not every query is kept, and the nearest answers', async () => {
  const queries = tf.tensor(Float32Array.from({length: 256 * 5}, (_, i) => Math.floor(i / 5)), [1, 256, 5]);
  /** @type {any} */
  const plain = {weights: (/** @type {any[]} */ [row]) => [tf.clone(row)]};
  const gaze = new Gaze(plain, 1000);
  await gaze.learn('large', [queries]);
  const [{floats, step}] = gaze.last?.levels ?? [];
  assert.equal(step, 2);
  assert.ok(floats.length <= 1000);
  const sizes = {shown: {width: 128, height: 128}, input: {width: 128, height: 128}};
  const [row] = await gaze.look({x: 0.5, y: 0.5}, sizes, []);
  assert.ok(Math.abs(row[0] - (8 * 16 + 8)) <= 1);
});

test('of the questions that wait only the newest is asked', async () => {
  /** @type {Newest<string, number>} */
  const newest = new Newest();
  const [first, second, third] = ['a', 'b'].map((one) => newest.ask(one)).concat([Promise.resolve(0)]);
  await assert.rejects(first, {name: 'AbortError'});
  assert.equal(newest.next(), 'b');
  const last = newest.ask('c');
  assert.equal(newest.next(), null);
  newest.settle(2);
  assert.deepEqual([await second, await third], [2, 0]);
  assert.equal(newest.next(), 'c');
  newest.end(new DOMException('ended', 'AbortError'));
  await assert.rejects(last, {name: 'AbortError'});
});
