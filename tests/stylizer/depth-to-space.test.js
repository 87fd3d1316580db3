import assert from 'node:assert/strict';
import {test} from 'node:test';
import {PACKAGES, open, tf} from './whole-tensorflow.js';

await open(PACKAGES[0]); // starts wasm
const {depthToSpace} = await import('../../assets/stylizer/tfjs/depth-to-space.js');

for (const [shape, side] of /** @type {[number[], number][]} */ ([
  [[1, 3, 5, 12], 2],
  [[2, 1, 4, 4], 2],
  [[1, 2, 2, 45], 3],
])) {
  test(`blocks of ${side} from ${shape.join('×')}: as TensorFlow.js does it`, () => {
    const x = /** @type {any} */ (tf.reshape(tf.range(0, shape.reduce((a, b) => a * b)), shape));
    const expected = tf.depthToSpace(x, side);
    const before = tf.memory().numTensors;
    const got = depthToSpace(x, side);
    assert.equal(tf.memory().numTensors, before + 1);
    assert.deepEqual(got.shape, expected.shape);
    assert.deepEqual(got.dataSync(), expected.dataSync());
  });
}
