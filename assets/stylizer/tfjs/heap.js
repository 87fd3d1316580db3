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

/** Of tensors that one convolution alone reads, as its filter. @type {WeakSet<object>} */
const filters = new WeakSet();

/** A tensor of float32 whose numbers are still to be written. @param {number[]} shape @returns {Tensor} */
export function unwritten(shape) {
  const made = engine().makeTensorFromTensorInfo(wasm().makeOutput(shape, 'float32'));
  if (floatsOf(made).byteOffset === 0) throw new Error('out of memory: no room for a tensor'); // malloc's null
  return made;
}

/** Its numbers, until the next tensor is made: that may move them. @param {Tensor} tensor of float32 */
export const floatsOf = (tensor) => /** @type {Float32Array} */ (wasm().typedArrayFromHeap(tensor));

/** Says that each of these is read by one convolution alone, as its filter. @param {Tensor[]} tensors */
export function readOnce(tensors) {
  for (const {dataId} of tensors) filters.add(dataId);
}

/** Whether that was said of it. @param {Tensor} tensor */
export const isReadOnce = ({dataId}) => filters.has(dataId);

/**
 * Gives back the memory of a filter after its first convolution: the kernels keep two copies of
 * their own, one transposed and one packed (tfjs-backend-wasm/src/cc/conv2d_impl.cc), and never
 * look at the first again. Does nothing to a tensor that others may read.
 * @param {Tensor} filter
 */
export function spend(filter) {
  if (!filters.delete(filter.dataId)) return;
  const {dataIdMap, wasm: memory} = /** @type {any} */ (wasm());
  const data = dataIdMap.get(filter.dataId);
  memory._free(data.memoryOffset);
  data.memoryOffset = 0; // is freed once more with its tensor, as malloc's null
}
