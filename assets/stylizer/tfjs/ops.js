/**
 * The TensorFlow.js ops our graphs may use. The converter's executors look their ops up here
 * instead of in all of tfjs-core (esbuild.config.js redirects `ops_for_converter` to this file),
 * which is what keeps the worker small. tests/stylizer/ops.test.js fails on a shipped model
 * that needs an op missing from this list.
 */
import {conv2d as fusedConv2d} from '@tensorflow/tfjs-core/dist/ops/fused/conv2d.js';
import {depthwiseConv2d as fusedDepthwiseConv2d} from '@tensorflow/tfjs-core/dist/ops/fused/depthwise_conv2d.js';
import {matMul as fusedMatMul} from '@tensorflow/tfjs-core/dist/ops/fused/mat_mul.js';

export {
  add, addN, avgPool, broadcastTo, cast, clipByValue, concat, conv2d, depthToSpace,
  depthwiseConv2d, div, expandDims, fill, leakyRelu, matMul, maximum, mean, minimum, mirrorPad,
  mul, neg, pad, prod, reciprocal, relu, reshape, rsqrt, scalar, slice, softmax, split, sqrt,
  square, squaredDifference, squeeze, stack, stridedSlice, sub, sum, tensor1d, tile, transpose,
} from '@tensorflow/tfjs-core/dist/ops/ops.js';

export const fused = {
  conv2d: fusedConv2d,
  depthwiseConv2d: fusedDepthwiseConv2d,
  matMul: fusedMatMul,
};
