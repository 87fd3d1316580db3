/**
 * WebAssembly: the backend, and of its kernels only those of kernels.js.
 * Imported lazily by backend.js, so that a visitor downloads one backend, not both.
 */
export {setWasmPaths} from '@tensorflow/tfjs-backend-wasm/dist/base.js';
import {registerKernel} from '@tensorflow/tfjs-core';
import kernels from 'kernels-of:tfjs-backend-wasm';

for (const kernel of kernels) registerKernel(kernel);
