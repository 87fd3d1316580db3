/**
 * Tensors of the wasm backend whose numbers are written and read where they lie, in its memory.
 * TensorFlow.js's own ways in and out copy them, and of a large network's weights that is much of
 * what a start takes.
 */
import {backend, engine} from '@tensorflow/tfjs-core';

/**
 * @typedef {import('@tensorflow/tfjs-core').Tensor} Tensor
 * @typedef {import('@tensorflow/tfjs-backend-wasm').BackendWasm} BackendWasm
 */

const wasm = () => /** @type {BackendWasm} */ (backend());

/** A tensor of float32 whose numbers are still to be written. @param {number[]} shape @returns {Tensor} */
export function unwritten(shape) {
  const made = engine().makeTensorFromTensorInfo(wasm().makeOutput(shape, 'float32'));
  if (floatsOf(made).byteOffset === 0) throw new Error('out of memory: no room for a tensor'); // malloc's null
  return made;
}

/** Its numbers, until the next tensor is made: that may move them. @param {Tensor} tensor of float32 */
export const floatsOf = (tensor) => /** @type {Float32Array} */ (wasm().typedArrayFromHeap(tensor));

/**
 * A tensor that is a part of another, without a copy. Neither is ever to be disposed.
 * @param {Tensor} whole of float32 @param {number} first number of the part @param {number[]} shape
 * @returns {Tensor}
 */
export function partOf(whole, first, shape) {
  const {byteOffset, BYTES_PER_ELEMENT} = floatsOf(whole);
  const at = byteOffset + first * BYTES_PER_ELEMENT;
  return engine().makeTensorFromTensorInfo(wasm().makeOutput(shape, 'float32', at));
}
