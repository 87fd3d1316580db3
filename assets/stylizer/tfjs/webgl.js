/**
 * WebGL: the backend, and of its kernels only those of kernels.js.
 * Imported lazily by backend.js, so that a visitor downloads one backend, not both.
 */
import '@tensorflow/tfjs-backend-webgl/dist/base.js';
export {Shaders} from '../shaders.js';
import {registerKernel} from '@tensorflow/tfjs-core';
import kernels from 'kernels-of:tfjs-backend-webgl';

for (const kernel of kernels) registerKernel(kernel);
