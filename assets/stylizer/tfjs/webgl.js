/**
 * WebGL: the backend, and of its kernels only those that `ops.js` can call.
 * Imported lazily by backend.js, so that a visitor downloads one backend, not both.
 */
import '@tensorflow/tfjs-backend-webgl/dist/base.js';
import {registerKernel} from '@tensorflow/tfjs-core';
import {addNConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/AddN.js';
import {addConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/Add.js';
import {avgPoolConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/AvgPool.js';
import {batchMatMulConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/BatchMatMul.js';
import {castConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/Cast.js';
import {clipByValueConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/ClipByValue.js';
import {concatConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/Concat.js';
import {conv2DConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/Conv2D.js';
import {depthToSpaceConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/DepthToSpace.js';
import {depthwiseConv2dNativeConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/DepthwiseConv2dNative.js';
import {expandDimsConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/ExpandDims.js';
import {fillConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/Fill.js';
import {fusedConv2DConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/FusedConv2D.js';
import {fusedDepthwiseConv2DConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/FusedDepthwiseConv2D.js';
import {identityConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/Identity.js';
import {leakyReluConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/LeakyRelu.js';
import {maximumConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/Maximum.js';
import {meanConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/Mean.js';
import {minimumConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/Minimum.js';
import {mirrorPadConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/MirrorPad.js';
import {multiplyConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/Multiply.js';
import {negConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/Neg.js';
import {packConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/Pack.js';
import {padV2Config} from '@tensorflow/tfjs-backend-webgl/dist/kernels/PadV2.js';
import {prodConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/Prod.js';
import {realDivConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/RealDiv.js';
import {reciprocalConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/Reciprocal.js';
import {reluConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/Relu.js';
import {reshapeConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/Reshape.js';
import {rsqrtConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/Rsqrt.js';
import {sliceConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/Slice.js';
import {softmaxConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/Softmax.js';
import {splitVConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/SplitV.js';
import {sqrtConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/Sqrt.js';
import {squareConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/Square.js';
import {squaredDifferenceConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/SquaredDifference.js';
import {stridedSliceConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/StridedSlice.js';
import {subConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/Sub.js';
import {sumConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/Sum.js';
import {tileConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/Tile.js';
import {transposeConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/Transpose.js';
import {_fusedMatMulConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/_FusedMatMul.js';

const kernels = [
  addNConfig, addConfig, avgPoolConfig, batchMatMulConfig, castConfig, clipByValueConfig,
  concatConfig, conv2DConfig, depthToSpaceConfig, depthwiseConv2dNativeConfig, expandDimsConfig,
  fillConfig, fusedConv2DConfig, fusedDepthwiseConv2DConfig, identityConfig, leakyReluConfig,
  maximumConfig, meanConfig, minimumConfig, mirrorPadConfig, multiplyConfig, negConfig,
  packConfig, padV2Config, prodConfig, realDivConfig, reciprocalConfig, reluConfig,
  reshapeConfig, rsqrtConfig, sliceConfig, softmaxConfig, splitVConfig, sqrtConfig, squareConfig,
  squaredDifferenceConfig, stridedSliceConfig, subConfig, sumConfig, tileConfig, transposeConfig,
  _fusedMatMulConfig,
];

for (const kernel of kernels) registerKernel(kernel);
