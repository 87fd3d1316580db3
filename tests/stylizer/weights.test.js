import assert from 'node:assert/strict';
import {test} from 'node:test';
import './whole-tensorflow.js';

const {decoded} = await import('../../assets/stylizer/weights.js');

const BIAS = {name: 'bias', shape: [2], dtype: 'float32'};
const KERNEL = {
  name: 'kernel',
  shape: [3, 2],
  dtype: 'float32',
  quantization: {dtype: 'uint8', scale: [0.5, 2], min: [-1, 3], axis: 1},
};

/** @param {ArrayBuffer} bytes @param {number[]} ends where a shard ends */
const cut = (bytes, ends) => [0, ...ends].map((end, i) => bytes.slice(end, ends[i]));

/** A byte, the kernel, and the bias at an odd offset, as they lie in a package. */
const bytes = Uint8Array.of(7, 0, 255, 1, 128, 2, 1, ...new Uint8Array(Float32Array.of(0.25, -8).buffer)).buffer;
const entries = [{name: 'flag', shape: [1], dtype: 'bool'}, KERNEL, BIAS];

for (const ends of [[], [9], [4, 8, 12]]) {
  test(`a scale for each channel is decoded from ${ends.length + 1} shards, other arrays as they are`, () => {
    const {weightSpecs, weightData} = decoded(entries, cut(bytes, ends));
    assert.deepEqual(weightSpecs, [entries[0], {name: 'kernel', shape: [3, 2], dtype: 'float32'}, BIAS]);
    assert.deepEqual([...new Uint8Array(weightData[0])], [7]);
    assert.deepEqual([...new Float32Array(weightData[1])], [-1, 513, -0.5, 259, 0, 5]);
    assert.deepEqual([...new Float32Array(weightData[2])], [0.25, -8]);
  });
}

test('what TensorFlow.js knows is handed on untouched', () => {
  const known = [{...KERNEL, quantization: {dtype: 'uint8', scale: 0.5, min: -1}}, BIAS];
  const shards = cut(bytes, [3]);
  const {weightSpecs, weightData} = decoded(known, shards);
  assert.equal(weightSpecs, known);
  assert.equal(weightData, shards);
});
