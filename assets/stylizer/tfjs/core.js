/**
 * TensorFlow.js as the stylizer uses it: the engine, the graph executor and a few helpers.
 * Everything else imports TensorFlow.js through this file, so that a change of library or
 * version is a change here.
 */
import '@tensorflow/tfjs-converter/dist/flags.js';
import '@tensorflow/tfjs-core/dist/base_side_effects.js';

export {
  add, backend, concat, dispose, env, findBackendFactory, getBackend, matMul, mul, ready, removeBackend, scalar,
  setBackend, slice, tensor, tidy,
} from '@tensorflow/tfjs-core';
export {softmax} from './softmax.js';
export {decodeWeights} from '@tensorflow/tfjs-core/dist/io/io_utils.js';
export {CompositeArrayBuffer} from '@tensorflow/tfjs-core/dist/io/composite_array_buffer.js';
export {GraphModel} from '@tensorflow/tfjs-converter/dist/executor/graph_model.js';
