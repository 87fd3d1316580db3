import assert from 'node:assert/strict';
import {test} from 'node:test';
import {PACKAGES, open, tf} from './whole-tensorflow.js';

await open(PACKAGES[0]); // starts wasm
const {tensorsOf} = await import('../../assets/stylizer/weights.js');

const BIAS = {name: 'bias', shape: [2], dtype: 'float32'};
const KERNEL = {
  name: 'kernel',
  shape: [3, 2],
  dtype: 'float32',
  quantization: {dtype: 'uint8', scale: [0.5, 2], min: [-1, 3], axis: 1},
};
const WHOLE = {...KERNEL, name: 'whole', quantization: {dtype: 'uint8', scale: 0.5, min: -1}};
const HALVES = {name: 'halves', shape: [2, 2], dtype: 'float32', quantization: {dtype: 'float16'}};

/** @param {ArrayBuffer} bytes @param {number[]} ends where a shard ends */
const cut = (bytes, ends) => [0, ...ends].map((end, i) => bytes.slice(end, ends[i]));

/** A byte, the kernel, the bias at an odd offset, the kernel again, and four halves: as in a package. */
const bytes = Uint8Array.of(
  7, 0, 255, 1, 128, 2, 1,
  ...new Uint8Array(Float32Array.of(0.25, -8).buffer),
  0, 255, 1, 128, 2, 1,
  ...new Uint8Array(Uint16Array.of(0x3c00, 0xc100, 0x0001, 0x7bff).buffer),
).buffer;
const entries = [{name: 'flag', shape: [1], dtype: 'bool'}, KERNEL, BIAS, WHOLE, HALVES];

for (const ends of [[], [20], [4, 8, 12, 24]]) {
  for (const isWasm of [false, true]) {
    const where = isWasm ? 'in place' : 'as arrays';
    test(`arrays of every kind come out of ${ends.length + 1} shards, ${where}`, () => {
      const tensors = tensorsOf(entries, cut(bytes, ends), isWasm);
      assert.deepEqual(Object.keys(tensors), ['flag', 'kernel', 'bias', 'whole', 'halves']);
      const values = (/** @type {string} */ name) => [...tensors[name].dataSync()];
      assert.deepEqual(values('flag'), [7]);
      assert.deepEqual(tensors.kernel.shape, [3, 2]);
      assert.deepEqual(values('kernel'), [-1, 513, -0.5, 259, 0, 5]);
      assert.deepEqual(values('bias'), [0.25, -8]);
      assert.deepEqual(values('whole'), [-1, 126.5, -0.5, 63, 0, -0.5]);
      assert.deepEqual(values('halves'), [1, -2.5, 2 ** -24, 65504]);
      tf.dispose(Object.values(tensors));
    });
  }
}
