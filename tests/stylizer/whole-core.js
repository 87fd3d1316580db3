/** What tfjs/core.js exports, of all of TensorFlow.js (see whole-tensorflow.js). */
import * as tf from '@tensorflow/tfjs-core';

export {
  add, backend, concat, dispose, env, findBackendFactory, matMul, mul, ready, removeBackend, scalar,
  setBackend, slice, tensor, tidy,
} from '@tensorflow/tfjs-core';
export {softmax} from '../../assets/stylizer/tfjs/softmax.js';
export {GraphModel} from '@tensorflow/tfjs-converter';
export const {CompositeArrayBuffer, decodeWeights} = tf.io;
