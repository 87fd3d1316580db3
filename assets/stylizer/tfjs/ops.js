/**
 * The TensorFlow.js ops our graphs may use. The converter's executors look their ops up here
 * instead of in all of tfjs-core (esbuild.config.js redirects `ops_for_converter` to this file),
 * which is what keeps the worker small. tests/stylizer/ops.test.js fails when a shipped model
 * needs an op that is not in this list, and when none needs one that is.
 */
import {depthwiseConv2d as fusedDepthwiseConv2d} from '@tensorflow/tfjs-core/dist/ops/fused/depthwise_conv2d.js';
import {conv2d as fusedConv2d} from './winograd.js';

export {
  add, avgPool, cast, clipByValue, concat, conv2d, div, maxPool, mean, mirrorPad,
  mul, relu, reshape, rsqrt, sigmoid, split, sqrt, square, squaredDifference, squeeze, stack, stridedSlice,
  sub, tensor1d, transpose,
} from '@tensorflow/tfjs-core/dist/ops/ops.js';

export {depthToSpace} from './depth-to-space.js';
export {leakyRelu} from './leaky-relu.js';

export const fused = {
  conv2d: fusedConv2d,
  depthwiseConv2d: fusedDepthwiseConv2d,
};
