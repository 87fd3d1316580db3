import assert from 'node:assert/strict';
import {test} from 'node:test';
import {PACKAGES, Studio, counted, open, tf} from './whole-tensorflow.js';
import {USUAL} from './usual-job.js';

const {Steady} = await import('../../assets/stylizer/steady.js');

const SIZE = {height: 64, width: 320};

/** A room; in front of it, from column `from` on, something bright. @param {number} from */
function frame(from) {
  const {height, width} = SIZE;
  const data = new Uint8ClampedArray(height * width * 4).fill(255);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) {
        const room = 90 + 60 * Math.sin(x / 9 + c) * Math.cos(y / 7);
        data[4 * (y * width + x) + c] = x < from ? room : 250 - 8 * c;
      }
    }
  }
  return {data, ...SIZE};
}

/** @param {number} from @param {any} [more] @returns {import('../../assets/stylizer/protocol.js').Job} */
const job = (from, more) => ({
  content: {key: `frame ${from}`, pixels: frame(from)},
  styles: [{key: 'style', pixels: frame(60), weight: 1}],
  ...USUAL,
  crop: SIZE,
  ...more,
});

/** Mean difference of two pictures in their left part. @param {any} a @param {any} b */
function moved(a, b, columns = 140) {
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) {
    if ((i / 4) % SIZE.width < columns) sum += Math.abs(a.data[i] - b.data[i]);
  }
  return sum / (3 * columns * SIZE.height);
}

const {family} = await open(PACKAGES[0]);

test('what is still in a video moves less when the statistics are smoothed', async () => {
  /** @param {any} [more] */
  const pair = async (more) => {
    const studio = new Studio(/** @type {any} */ (family));
    const empty = await studio.stylize(job(320, more));
    return moved(empty, await studio.stylize(job(230, more)));
  };
  const [alone, steadied, held] = [
    await pair(),
    await pair({stream: {key: 'video', keep: 0.95}, small: true}),
    await pair({stream: {key: 'video', keep: 0.999}, small: true}),
  ];
  assert.ok(alone > 10, 'the bright part is out of reach, and changes all that is painted');
  assert.ok(steadied < 0.5 * alone);
  assert.ok(held < 0.05 * alone);
});

test('the first frame of a video, and of another scene, is painted as a photograph is', async () => {
  const studio = new Studio(/** @type {any} */ (family));
  const alone = await studio.stylize(job(64));
  await studio.stylize(job(128, {stream: {key: 'one', keep: 0.9}, small: true}));
  const first = await studio.stylize(job(64, {stream: {key: 'two', keep: 0.9}, small: true}));
  assert.ok(moved(alone, first, SIZE.width) < 0.01);
});

test('the average is exponential, and the same for one frame however often it is asked for', () => {
  const of = (/** @type {number} */ value) => [tf.tensor([[[[value]]]])];
  const steady = new Steady(/** @type {any} */ ({momentsOf: (/** @type {any} */ [x]) => [x.clone()]}));
  const at = (/** @type {string} */ name, /** @type {number} */ value) =>
    steady.at({key: 'video', keep: 0.75}, name, /** @type {any} */ (of(value)))[0].dataSync()[0];
  assert.deepEqual([at('a', 8), at('b', 4), at('b', 4), at('c', 3)], [8, 7, 7, 6]);
});

test('frames of a video leave nothing behind but the last, and encode the style once', async () => {
  const {counting: watched, seen} = counted(/** @type {any} */ (family));
  const studio = new Studio(/** @type {any} */ (watched));
  const stream = {key: 'video', keep: 0.8};
  await studio.stylize(job(120, {stream, small: true}));
  await studio.stylize(job(119, {stream, small: true}));
  await studio.stylize(job(118, {stream, small: true}));
  const before = tf.memory().numTensors;
  for (const from of [117, 116, 115]) await studio.stylize(job(from, {stream, small: true}));
  assert.equal(tf.memory().numTensors, before);
  assert.deepEqual(seen, {encodeContent: 6, encodeStyle: 1});
});
