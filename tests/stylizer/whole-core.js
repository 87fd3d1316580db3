/** What tfjs/core.js exports, of all of TensorFlow.js (see whole-tensorflow.js). */
import * as tf from '@tensorflow/tfjs-core';

export {
  add, backend, concat, dispose, env, findBackendFactory, matMul, mul, ready, removeBackend, scalar,
  setBackend, slice, softmax, tensor, tidy,
} from '@tensorflow/tfjs-core';
export {GraphModel} from '@tensorflow/tfjs-converter';
export const {CompositeArrayBuffer, decodeWeights} = tf.io;
