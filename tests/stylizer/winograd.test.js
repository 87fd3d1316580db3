import assert from 'node:assert/strict';
import {test} from 'node:test';
import {PACKAGES, open, tf} from './whole-tensorflow.js';

await open(PACKAGES[0]); // starts wasm
const {conv2d} = await import('../../assets/stylizer/tfjs/winograd.js');

/** Numbers that look random and are the same in every run. @param {number} scale @param {number[]} shape */
const noise = (scale, ...shape) => tf.randomNormal(shape, 0, scale, 'float32', shape[1] + shape[3]);

/** @param {number} height @param {number} width @param {number} channels @param {object} [change] */
function options(height, width, channels, change) {
  return /** @type {any} */ ({
    x: noise(1, 1, height, width, channels),
    filter: noise(0.1, 3, 3, channels, 144),
    bias: tf.linspace(-1, 1, 144),
    strides: 1,
    pad: 'valid',
    activation: 'relu',
    ...change,
  });
}

/** @param {any} a @param {any} b largest difference of two tensors */
const apart = (a, b) => tf.tidy(() => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]);

for (const [what, of] of /** @type {[string, any][]} */ ([
  ['six rows make four', options(6, 9, 160)],
  ['many rows', options(22, 17, 130)],
  ['one row left over', options(7, 12, 160)],
  ['three rows left over', options(9, 12, 64)],
  ['a single row', options(3, 12, 64)],
  ['more than is made at once', options(93, 98, 48)],
  ['leaky, and no bias', options(7, 7, 48, {activation: 'leakyrelu', leakyreluAlpha: 0.1, bias: undefined})],
  ['no activation, no bias', options(6, 6, 128, {activation: undefined, bias: undefined})],
])) {
  test(`${what}: the same as a plain convolution`, () => {
    const plain = tf.fused.conv2d(of);
    const once = conv2d(of);
    const taken = tf.memory().numTensors;
    const again = conv2d(of);
    assert.equal(tf.memory().numTensors, taken + 1, 'pieces are made once');
    assert.deepEqual(once.shape, plain.shape);
    assert.ok(apart(once, plain) < 1e-4, `differs by ${apart(once, plain)}`);
    assert.equal(apart(once, again), 0);
  });
}

for (const [what, of] of /** @type {[string, any][]} */ ([
  ['few channels', options(8, 8, 24)],
  ['a stride', options(8, 8, 130, {strides: 2})],
  ['padding', options(8, 8, 130, {pad: 'same'})],
  ['another activation', options(8, 8, 130, {activation: 'relu6'})],
])) {
  test(`${what}: left to TensorFlow.js`, () => {
    const before = of.filter.arraySync();
    assert.equal(apart(conv2d(of), tf.fused.conv2d(of)), 0);
    assert.deepEqual(of.filter.arraySync(), before);
  });
}
