/** The kernels that gradients need beside those of tfjs/kernels.js. */
import {registerKernel} from '@tensorflow/tfjs-core';
import {resizeNearestNeighborConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/ResizeNearestNeighbor.js';
import {stepConfig} from '@tensorflow/tfjs-backend-webgl/dist/kernels/Step.js';

for (const kernel of [resizeNearestNeighborConfig, stepConfig]) registerKernel(kernel);
