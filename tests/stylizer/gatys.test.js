import assert from 'node:assert/strict';
import {test} from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import {Descent} from '../../assets/stylizer/gatys/descent.js';
import {lbfgs} from '../../assets/stylizer/gatys/lbfgs.js';
import {gram} from '../../assets/stylizer/gatys/losses.js';
import {Objective} from '../../assets/stylizer/gatys/objective.js';
import {noise} from '../../assets/stylizer/gatys/start.js';
import {totalVariation} from '../../assets/stylizer/gatys/total-variation.js';
import {fromFloats} from '../../assets/stylizer/pixels.js';
import {LAYERS, onWasm, smallPerceptual} from './small-perceptual.js';

await onWasm();
const {net} = smallPerceptual();
const size = {width: 48, height: 32};
const styleSize = {width: 33, height: 50};
const pictures = {content: noise(size, 1), style: noise(styleSize, 2), size, styleSize};

/** @type {import('../../assets/stylizer/gatys/objective.js').Aims} */
const AIMS = {
  weights: {content: 1, style: 3, smooth: 0.5},
  contentLayers: ['conv4_1'],
  styleLayers: ['conv1_1', 'conv2_1', 'conv4_1', 'conv5_1'],
  pooling: 'average',
};
const NOTHING = {content: 0, style: 0, smooth: 0};

/**
 * How fast a function rises in a direction, from its values alone.
 * @param {(x: Float64Array) => Promise<number>} value @param {Float64Array} x @param {Float64Array} direction
 * @param {number} step
 */
async function rise(value, x, direction, step) {
  const there = (/** @type {number} */ sign) => value(x.map((at, i) => at + sign * step * direction[i]));
  return ((await there(1)) - (await there(-1))) / (2 * step);
}

const dot = (/** @type {ArrayLike<number>} */ a, /** @type {ArrayLike<number>} */ b) =>
  Array.from(a).reduce((sum, value, i) => sum + value * b[i], 0);

for (const [what, aims] of /** @type {[string, Partial<typeof AIMS>][]} */ ([
  ['content', {weights: {...NOTHING, content: 1}}],
  ['style', {weights: {...NOTHING, style: 1}}],
  ['smoothness', {weights: {...NOTHING, smooth: 1}}],
  ['all three', {}],
  ['all three, with max pooling', {pooling: 'max'}],
  ['style of a pool', {weights: {...NOTHING, style: 1}, styleLayers: ['pool2', 'conv1_2']}],
])) {
  test(`the gradient of ${what} is what differences of its values say`, async () => {
    const objective = new Objective(net, {...AIMS, ...aims}, pictures);
    const x = noise(size, 3);
    const {gradient} = await objective.at(x);
    const value = async (/** @type {Float64Array} */ at) => (await objective.at(at)).value;
    const length = Math.sqrt(dot(gradient, gradient));
    const uphill = gradient.map((slope) => slope / length);
    for (const direction of [uphill, noise(size, 4).map((one) => (one - 0.5) / 4)]) {
      const seen = await rise(value, x, direction, 0.003);
      const told = dot(gradient, direction);
      const most = length * Math.sqrt(dot(direction, direction));
      assert.ok(Math.abs(seen - told) < 0.01 * Math.max(Math.abs(told), most / 5), `${seen}, not ${told}`);
    }
  });
}

test('the losses of a picture are zero where it is its own content and style', async () => {
  const objective = new Objective(net, AIMS, {...pictures, style: pictures.content, styleSize: size});
  const {losses, gradient} = await objective.at(pictures.content);
  assert.ok(losses.content < 1e-12 && losses.style < 1e-9, JSON.stringify(losses));
  const rough = totalVariation(pictures.content, size);
  const most = Math.max(...gradient.map((slope, i) => Math.abs(slope - AIMS.weights.smooth * rough.gradient[i])));
  assert.ok(most < 1e-6, `a slope of ${most} is left`);
});

test('a Gram matrix is the mean of products over all places, in whatever order they are', () => {
  const values = [[1, 2], [3, -1], [0, 4], [2, 2]];
  const mean = [0, 1].map((a) => [0, 1].map((b) => values.reduce((sum, v) => sum + v[a] * v[b], 0) / 4));
  assert.deepEqual(gram(tf.tensor4d([[values.slice(0, 2), values.slice(2)]])).arraySync(), mean);
  assert.deepEqual(gram(tf.tensor4d([[values.reverse()]])).arraySync(), mean);
});

test('a smooth picture has no variation, a step has that of its edge', () => {
  const grey = new Float64Array(3 * 4 * 2).fill(0.4);
  assert.equal(totalVariation(grey, {width: 4, height: 2}).value, 0);
  const half = grey.map((_, i) => (i % 12 < 6 ? 0 : 1));
  assert.equal(totalVariation(half, {width: 4, height: 2}).value, (2 * 3) / 2 / 8);
});

test('nothing stays in memory after an evaluation, and all goes in the end', async () => {
  const before = tf.memory().numTensors;
  const objective = new Objective(net, AIMS, pictures);
  const held = tf.memory().numTensors;
  assert.equal(held - before, 2 * (AIMS.contentLayers.length + AIMS.styleLayers.length));
  await objective.at(noise(size, 3));
  assert.equal(tf.memory().numTensors, held);
  objective.dispose();
  assert.equal(tf.memory().numTensors, before);
});

for (const loss of /** @type {const} */ (['content', 'style', 'smooth'])) {
  test(`L-BFGS makes the loss of ${loss} small where it is the only one`, async () => {
    const aims = {...AIMS, weights: {...NOTHING, [loss]: 1}, styleLayers: ['conv1_1', 'conv2_1']};
    const objective = new Objective(net, aims, pictures);
    const start = noise(size, 3);
    const before = (await objective.at(start)).losses[loss];
    let steps = 0;
    let after = before;
    for await (const {value} of lbfgs((x) => objective.at(x), start, {reach: 4})) {
      after = value;
      if (++steps > 40) break;
    }
    assert.ok(after < before / 20, `${before} to ${after}`);
  });
}

test('a layer that the network has not is an error that names it', () => {
  assert.throws(() => new Objective(net, {...AIMS, styleLayers: ['conv9_9', LAYERS[0]]}, pictures), /conv9_9/);
});

/** @param {{width: number, height: number}} of @param {number} seed */
const pixels = (of, seed) => fromFloats(noise(of, seed), of.width, of);
const JOB = {
  content: pixels(size, 1),
  style: pixels(styleSize, 2),
  size,
  start: /** @type {const} */ ('noise'),
  seed: 3,
  optimiser: /** @type {const} */ ('lbfgs'),
  evaluations: 12,
  aims: AIMS,
};
const open = async () => {};

/** @param {Descent} descent @param {() => Promise<void>} gate */
async function all(descent, gate) {
  const steps = [];
  for await (const step of descent.steps(gate)) steps.push(step);
  descent.dispose();
  return steps;
}

for (const optimiser of /** @type {const} */ (['lbfgs', 'adam'])) {
  test(`a descent by ${optimiser} evaluates as often as it may and shows each step`, async () => {
    const steps = await all(new Descent(net, {...JOB, optimiser}), open);
    const {evaluations, value, losses, pixels: shown} = /** @type {any} */ (steps.at(-1));
    assert.ok(evaluations >= 12 && evaluations < 20);
    assert.ok(value < steps[0].value);
    const {content, style, smooth} = AIMS.weights;
    const sum = content * losses.content + style * losses.style + smooth * losses.smooth;
    assert.ok(Math.abs(sum - value) < 1e-6 * value);
    assert.deepEqual([shown.width, shown.height], [size.width, size.height]);
  });
}

test('a descent starts from the content or from noise, and is the same every time', async () => {
  const [first] = await all(new Descent(net, {...JOB, evaluations: 1, start: 'content'}), open);
  assert.deepEqual(first.pixels.data, JOB.content.data);
  const again = await Promise.all([1, 2].map(() => all(new Descent(net, JOB), open)));
  assert.deepEqual(again[0], again[1]);
});

test('other aims count from the next evaluation on, from where the picture is', async () => {
  const descent = new Descent(net, {...JOB, evaluations: 30});
  const steps = [];
  for await (const step of descent.steps(open)) {
    steps.push(step);
    if (steps.length === 4) descent.aim({...AIMS, weights: {...NOTHING, content: 1}});
  }
  descent.dispose();
  assert.deepEqual(steps[4].pixels.data, steps[3].pixels.data);
  assert.equal(steps[4].value, steps[4].losses.content);
  const last = /** @type {any} */ (steps.at(-1));
  assert.ok(last.losses.content < steps[4].losses.content / 2);
});

test('a gate that throws ends a descent where it is', async () => {
  let left = 5;
  const gate = async () => {
    if (--left < 0) throw new DOMException('Cancelled', 'AbortError');
  };
  const descent = new Descent(net, JOB);
  await assert.rejects(all(descent, gate), {name: 'AbortError'});
  assert.equal(descent.evaluations, 5);
  descent.dispose();
});
