import assert from 'node:assert/strict';
import {test} from 'node:test';
import {PACKAGES, Studio, familyOf, open, readJson, tf} from './whole-tensorflow.js';
import {KERNELS} from '../../assets/stylizer/tfjs/kernels.js';
import {USUAL} from './usual-job.js';

const {JoinedMoments} = await import('../../assets/stylizer/families/joined-moments.js');
const {mergingOf} = await import('../../assets/stylizer/families/merging.js');

/**
 * A hill under a sky with a gate in it: bright above and dark below, so that no band is like the
 * whole. @param {number} width @param {number} height
 */
function landscape(width, height) {
  const data = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const ground = y / height > 0.55 + 0.1 * Math.sin(x / 17);
      const gate = Math.abs(x - width / 2) < 12 && y > height / 3;
      const grain = 25 * Math.sin(x * 1.7) * Math.cos(y * 2.3);
      const [red, green, blue] = gate ? [190, 40, 30] : ground ? [50, 70, 30] : [150, 190, 240 - y / 4];
      [red, green, blue].forEach((value, c) => (data[4 * (y * width + x) + c] = value + grain));
    }
  }
  return {data, width, height};
}

/** Bold stripes. @param {number} side @param {number} turn */
function stripes(side, turn) {
  const data = new Uint8ClampedArray(4 * side * side).fill(255);
  for (let i = 0; i < side * side; i++) {
    const [x, y] = [i % side, Math.floor(i / side)];
    for (let c = 0; c < 3; c++) data[4 * i + c] = 128 + 120 * Math.sin((x * Math.cos(turn + c) + y) / (3 + c));
  }
  return {data, width: side, height: side};
}

const [width, height] = [64, 480];
const content = {key: 'content', pixels: landscape(width, height)};
const waves = {key: 'waves', pixels: stripes(64, 0.3), weight: 1};
const tiles = {key: 'tiles', pixels: stripes(80, 1.4), weight: 1};

/** @param {object} change @returns {import('../../assets/stylizer/protocol.js').Job} */
const job = (change) => ({
  content,
  styles: [waves],
  ...USUAL,
  crop: {width, height: height - 5},
  ...change,
});

/** Mean and largest difference, in [0, 1]. @param {ArrayLike<number>} a @param {ArrayLike<number>} b */
function apart(a, b) {
  assert.equal(a.length, b.length);
  const differences = Array.from(a, (value, i) => Math.abs(value - b[i]) / 255);
  return {mean: differences.reduce((sum, one) => sum + one, 0) / a.length, most: Math.max(...differences)};
}

const own = {key: 'own', pixels: landscape(48, 112)};
const half = [{...waves, weight: 0.5}, {...tiles, weight: 0.5}];
const WISHES = {
  'one style': {},
  'less strength, less detail': {own, strength: 0.6, keepDetail: 0.5},
  'a mixture': {styles: half},
  'three iterations': {iterations: 3},
};

for (const folder of PACKAGES) {
  const {family, model, card} = await open(folder);
  const {reach} = card.cost;
  /** Bands of 48 rows, of which no two see the same. */
  const pixels = width * (2 * reach + 48);

  const isFirst = folder === PACKAGES[0]; // others are larger, and the code is the same
  for (const [name, change] of Object.entries(WISHES).slice(0, isFirst ? Infinity : 1)) {
    test(`${card.name} paints ${name} in bands as it does the whole`, async () => {
      const whole = await new Studio(family).stylize(job(change));
      const bands = await new Studio(family).stylize(job({...change, pixels}));
      const {mean, most} = apart(bands.data, whole.data);
      assert.ok(mean < 1 / 255 && most < 4 / 255, `${mean * 255} / 255 on average, ${most * 255} / 255 at most`);
    });
  }

  if (!isFirst) continue;
  test(`${card.name} sees seams where its bands know only themselves, or too little around them`, async () => {
    const whole = await new Studio(family).stylize(job({}));
    const short = await familyOf(model, {...card, cost: {...card.cost, reach: 16}});
    const steps = await family.large();
    const encode = async (/** @type {any} */ image, /** @type {any} */ pace) => {
      const {moments} = await steps.encode({...image, height: 64, tensor: image.tensor}, pace);
      return {...(await steps.encode(image, pace)), moments};
    };
    const blind = {...family, large: async () => ({...steps, encode})};
    for (const [one, most] of /** @type {const} */ ([[short, width * 80], [blind, pixels]])) {
      const made = await new Studio(/** @type {any} */ (one)).stylize(job({pixels: most}));
      assert.ok(apart(made.data, whole.data).most > 4 / 255);
    }
  });
}

test('of a large content nothing finer than tokens is kept, and runs leave no tensor', async () => {
  const {family} = await open(PACKAGES[0]);
  const studio = new Studio(family);
  const pixels = width * (2 * 80 + 48);
  const run = (/** @type {object} */ change) => studio.stylize(job({pixels, ...change}));
  await run({own, strength: 0.5, iterations: 2});
  const seen = studio.large?.content?.seen;
  for (const tensor of seen?.coarse ?? []) assert.ok(tensor.size <= 2 * width * height);
  const {numTensors} = tf.memory();
  for (const strength of [0.2, 0.7]) await run({own, strength, iterations: 2, content: {key: 'content'}});
  assert.equal(tf.memory().numTensors, numTensors);
  await run({content: {...content, key: 'another'}, own, strength: 0.4});
  assert.equal(tf.memory().numTensors, numTensors);
  assert.deepEqual(studio.kept.contents, ['another']);
});

test('what runs in bands is in the bundle', async () => {
  const {family} = await open(PACKAGES[0]);
  const wish = job({pixels: width * (2 * 80 + 48), own, strength: 0.5, styles: half, iterations: 2});
  const {kernels} = await tf.profile(() => /** @type {any} */ (new Studio(family).stylize(wish)));
  for (const {name} of kernels) assert.ok(KERNELS.includes(name) || name.endsWith('__op'), name);
});

test('attention on show is the same for a large content', async () => {
  const {family} = await open(PACKAGES[0]);
  const size = {width, height};
  const ask = async (/** @type {number} */ pixels) => {
    const studio = new Studio(family);
    const question = {job: job({pixels, styles: half}), place: {x: 0.5, y: 0.6}, sizes: {shown: size, input: size}};
    return (await studio.look(question)).flat();
  };
  const [whole, bands] = [await ask(Infinity), await ask(width * (2 * 80 + 48))];
  assert.equal(bands.length, whole.length);
  bands.forEach((row, i) => row.forEach((weight, j) => assert.ok(Math.abs(weight - whole[i][j]) < 1e-3)));
});

test('moments of parts of different heights make those of the whole', async () => {
  const picture = tf.randomNormal([1, 30, 4, 3], 5, 2, 'float32', 3);
  const momentsOf = (/** @type {any} */ some) => {
    const {mean, variance} = tf.moments(some, [1, 2], true);
    return [mean, variance];
  };
  const together = new JoinedMoments();
  for (const [top, rows] of [[0, 3], [3, 20], [23, 7]]) {
    await together.add(momentsOf(tf.slice(picture, [0, top, 0, 0], [1, rows, 4, 3])), rows);
  }
  together.tensors().forEach((one, i) => {
    const whole = momentsOf(picture)[i].dataSync();
    one.dataSync().forEach((value, c) => assert.ok(Math.abs(value - whole[c]) < 1e-5));
  });
});

test('what is merged is told apart by what it is made of', async () => {
  const {model, card} = await open(PACKAGES[0]);
  assert.deepEqual(mergingOf(model, card.nodes), {
    seen: ['merged'],
    skips: ['skip', 'fine_skip'],
    constants: ['scales_and_shifts'],
    remade: ['fine', 'detail'],
    coarse: ['relu4', 'relu5'],
  });
  assert.ok((await readJson(PACKAGES[0], 'card.json')).cost.bandedPerPixel < card.cost.keptPerPixel);
});
