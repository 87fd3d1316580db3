/** The kernels that gradients need beside those of tfjs/kernels.js, for wasm in use. */
import {backend, registerKernel} from '@tensorflow/tfjs-core';
import {resizeNearestNeighborConfig} from '@tensorflow/tfjs-backend-wasm/dist/kernels/ResizeNearestNeighbor.js';
import {stepConfig} from '@tensorflow/tfjs-backend-wasm/dist/kernels/Step.js';

for (const kernel of [resizeNearestNeighborConfig, stepConfig]) {
  registerKernel(kernel);
  kernel.setupFunc?.(backend()); // those that a backend starts with are set up then
}
