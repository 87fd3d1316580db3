import assert from 'node:assert/strict';
import {test} from 'node:test';
import {PACKAGES, open, tf} from './whole-tensorflow.js';

await open(PACKAGES[0]); // starts wasm
const {softmax} = await import('../../assets/stylizer/tfjs/softmax.js');

test('what is far below the largest is nothing, and the rest as TensorFlow.js has it', () => {
  const logits = tf.tensor2d([[0, -60, -80, -86, 1], [3, 3, 3, 3, 3]]);
  const before = tf.memory().numTensors;
  const weights = softmax(logits);
  assert.equal(tf.memory().numTensors, before + 1);
  const [got, plain] = [weights, tf.softmax(logits)].map((tensor) => tensor.dataSync());
  assert.ok(plain[2] > 0 && plain[3] > 0);
  assert.deepEqual([got[2], got[3]], [0, 0]);
  for (const i of [0, 1, 4, 5, 9]) assert.ok(Math.abs(got[i] - plain[i]) <= 1e-6 * plain[i], `${got[i]} for ${plain[i]}`);
});
