import assert from 'node:assert/strict';
import {test} from 'node:test';
import {PACKAGES, open, tf} from './whole-tensorflow.js';

await open(PACKAGES[0]); // starts wasm
const {leakyRelu} = await import('../../assets/stylizer/tfjs/leaky-relu.js');

test('as TensorFlow.js does it, above and below 0', () => {
  const x = tf.tensor1d([-1000, -1, -1e-3, 0, 1e-3, 1, 1000]);
  const before = tf.memory().numTensors;
  const got = leakyRelu(x, 0.1);
  assert.equal(tf.memory().numTensors, before + 1);
  const [values, expected] = [got.dataSync(), tf.leakyRelu(x, 0.1).dataSync()];
  values.forEach((value, i) => assert.ok(Math.abs(value - expected[i]) <= 2e-7 * Math.abs(expected[i]), `${value} for ${expected[i]}`));
});
