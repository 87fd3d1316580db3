/**
 * WebGPU: the backend, and of its kernels only those of kernels.js.
 * Imported lazily by backend.js, and only where the visitor has asked for it.
 */
import '@tensorflow/tfjs-backend-webgpu/dist/base.js';
import {registerKernel} from '@tensorflow/tfjs-core';
import kernels from 'kernels-of:tfjs-backend-webgpu';

for (const kernel of kernels) registerKernel(kernel);
