import assert from 'node:assert/strict';
import {test} from 'node:test';
import {PACKAGES, Studio, familyOf, counted, open, tf} from './whole-tensorflow.js';
import {QUERIES_AT_ONCE} from '../../assets/stylizer/plan.js';
import {USUAL} from './usual-job.js';

const {attend, attentionWeights} = await import('../../assets/stylizer/families/attend.js');
const {inBands} = await import('../../assets/stylizer/families/bands.js');
const {family} = await open(PACKAGES[0]);

const idle = async () => {};

/** Numbers that look random and are the same in every run. @param {number[]} shape */
const noise = (...shape) => tf.randomUniform(shape, 0, 1, 'float32', shape.length + shape[1]);

/** A soft picture. @param {number} height @param {number} width @param {number} phase */
function picture(height, width, phase = 0) {
  const data = new Uint8ClampedArray(height * width * 4).fill(255);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) {
        const wave = Math.sin((x + phase) / (5 + 3 * c)) * Math.cos(y / (7 - c + phase));
        data[4 * (y * width + x) + c] = 128 + 100 * wave;
      }
    }
  }
  return {data, width, height};
}

/** @param {object} [change] @returns {import('../../assets/stylizer/protocol.js').Job} */
const job = (change) => ({
  content: {key: 'content', pixels: picture(96, 64)},
  styles: [{key: 'style', pixels: picture(64, 80, 2), weight: 1}],
  ...USUAL,
  crop: {width: 64, height: 96},
  ...change,
});

/** @param {any} a @param {any} b largest difference of two tensors */
const apart = (a, b) => tf.tidy(() => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]);

/** @param {ArrayLike<number>} a @param {ArrayLike<number>} b */
const furthest = (a, b) => Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i])));

for (const count of [1, QUERIES_AT_ONCE - 1, QUERIES_AT_ONCE, QUERIES_AT_ONCE + 1, 2 * QUERIES_AT_ONCE + 5]) {
  test(`attention of ${count} queries in blocks is attention`, async () => {
    const [queries, keys, values] = [noise(1, count, 8), noise(1, 8, 33), noise(1, 33, 6)];
    const whole = tf.matMul(tf.softmax(tf.matMul(queries, keys)), values);
    const shares = [];
    const attended = await attend(queries, keys, values, async (_, share) => void shares.push(share));
    assert.deepEqual(attended.shape, [1, count, 6]);
    assert.ok(apart(attended, whole) < 1e-6);
    assert.equal(shares.length, Math.ceil(count / QUERIES_AT_ONCE));
    assert.ok(Math.abs(shares.reduce((a, b) => a + b) - 1) < 1e-9);
    tf.dispose([queries, keys, values, whole, attended]);
  });
}

test('no attention matrix of more than a block of queries is ever made', async () => {
  const [queries, keys, values] = [noise(1, 3 * QUERIES_AT_ONCE, 4), noise(1, 4, 16), noise(1, 16, 4)];
  const {kernels} = await tf.profile(() => attend(queries, keys, values, idle));
  const rows = kernels.filter(({name}) => name === 'Softmax').map(({outputShapes}) => outputShapes[0][1]);
  assert.deepEqual(rows, Array(3).fill(QUERIES_AT_ONCE));
});

test('the weights of a query sum to one', () => {
  const weights = attentionWeights(noise(1, 5, 8), noise(1, 8, 21));
  const sums = tf.sum(weights, -1).dataSync();
  for (const sum of sums) assert.ok(Math.abs(sum - 1) < 1e-5);
});

test('bands are cut and joined without losing or doubling a row, at every scale', async () => {
  const [fine, coarse] = [noise(1, 48, 8, 3), noise(1, 24, 4, 2)];
  const twice = (/** @type {any[]} */ band) => band.map((tensor) => tf.mul(tensor, 2));
  for (const cut of [{rows: 16, reach: 8}, {rows: 32, reach: 16}, {rows: 2, reach: 2}]) {
    const made = await inBands([fine, coarse], cut, twice, idle);
    assert.ok(apart(made[0], tf.mul(fine, 2)) === 0);
    assert.ok(apart(made[1], tf.mul(coarse, 2)) === 0);
  }
});

for (const folder of PACKAGES) {
  const {model, card: theirs} = await open(folder);
  /** @param {number} reach in pixels */
  const reaching = (reach) => familyOf(model, {...theirs, cost: {...theirs.cost, reach}});
  const whole = {pixels: Infinity, step: idle};

  test(`${theirs.name} encodes and decodes in bands as it does the whole, and needs all of its reach`, async () => {
    const {reach} = theirs.cost;
    const bands = {pixels: 32 * (2 * reach + 48), step: idle}; // six, of 48 rows
    const image = noise(1, 272, 32, 3);
    const exact = await reaching(reach);
    const features = await exact.encodeContent(image, whole);
    const parts = await exact.encodeContent(image, bands);
    for (const [i, part] of parts.entries()) assert.ok(apart(part, features[i]) < 1e-5, `features ${i}`);
    const code = await exact.encodeStyle(image, bands);
    const merged = await exact.apply(features, code, whole);
    const keep = tf.scalar(1);
    const result = await exact.decode(merged, keep, whole);
    assert.ok(apart(await exact.decode(merged, keep, bands), result) < 1e-5);
    const short = await (await reaching(reach - 16)).encodeContent(image, bands);
    assert.ok(apart(short.at(-1), features.at(-1)) > 1e-4);
  });
}

test('an iteration begins with the result of the one before, unrounded', async () => {
  const studio = new Studio(family);
  const twice = await studio.stylize(job({iterations: 2}));
  const {content, styles: [style]} = job();
  const pace = {pixels: Infinity, step: idle};
  const input = ({pixels: {data, width, height}}) =>
    tf.tensor(Float32Array.from({length: width * height * 3}, (_, i) => data[4 * Math.floor(i / 3) + (i % 3)] / 255), [1, height, width, 3]);
  const code = await family.encodeStyle(input(style), pace);
  let image = input(content);
  for (let i = 0; i < 2; i++) {
    const merged = await family.apply(await family.encodeContent(image, pace), code, pace);
    image = await family.decode(merged, tf.scalar(1), pace);
  }
  const expected = Array.from(image.dataSync(), (value) => Math.round(255 * value));
  const got = twice.data.filter((_, i) => i % 4 < 3);
  assert.ok(furthest(got, expected) <= 1);
  const once = await studio.stylize(job());
  assert.ok(furthest(once.data, twice.data) > 5);
});

test('a style is encoded once, whatever the iterations, and so is a content that has not changed', async () => {
  const {counting, seen} = counted(family);
  const studio = new Studio(counting);
  const own = {key: 'content', pixels: picture(96, 64)};
  await studio.stylize(job({iterations: 3, strength: 0.5, own}));
  assert.deepEqual(seen, {encodeContent: 3, encodeStyle: 2});
  const kept = {content: {key: 'content'}, styles: [{key: 'style', weight: 1}], own: {key: 'content'}};
  await studio.stylize(job({...kept, strength: 0.2, keepDetail: 0}));
  assert.deepEqual(seen, {encodeContent: 3, encodeStyle: 2});
});

test('progress never falls and ends at the whole, however many iterations and bands', async () => {
  for (const change of [{}, {iterations: 3}, {pixels: 64 * 176, crop: {width: 64, height: 400}, content: {key: 'tall', pixels: picture(400, 64)}}]) {
    /** @type {number[]} */
    const steps = [];
    await new Studio(family).stylize(job(change), (done) => steps.push(done));
    assert.equal(steps.at(-1), 1);
    assert.ok(steps.length > 3);
    assert.deepEqual(steps, steps.toSorted((a, b) => a - b));
  }
});

test('a hundred runs of ever other pictures and settings leave as many tensors as the first few', async () => {
  const studio = new Studio(family);
  const pixels = picture(64, 64);
  const run = async (/** @type {number} */ i) => {
    const styles = [{key: `style ${i % 11}`, pixels, weight: 0.3}, {key: 'other', pixels, weight: 0.7}];
    await studio.stylize(
      job({
        content: {key: `content ${i >> 1}`, pixels},
        styles: i % 3 ? styles.slice(1).map((style) => ({...style, weight: 1})) : styles,
        own: i % 4 ? null : {key: `own ${i % 5}`, pixels},
        strength: i % 4 ? 1 : 0.5,
        keepDetail: (i % 7) / 6,
        iterations: 1 + Number(i % 10 === 0),
        crop: {width: 60, height: 61},
      }),
    );
    return tf.memory().numTensors;
  };
  const counts = [];
  for (let i = 0; i < 100; i++) counts.push(await run(i));
  const most = (/** @type {number[]} */ some) => Math.max(...some);
  assert.equal(most(counts.slice(60)), most(counts.slice(20, 60)));
});
