/** Leaky ReLU of operations that TensorFlow.js has vectorised: its own kernel for wasm is not. */
import {add, getBackend, leakyRelu as plain, mul, relu, tidy} from '@tensorflow/tfjs-core';

/**
 * As TensorFlow.js's own: x where it is above 0, else alpha · x.
 * @template {import('@tensorflow/tfjs-core').Tensor} T
 * @param {T} x @param {number} [alpha] @returns {T}
 */
export function leakyRelu(x, alpha = 0.2) {
  if (getBackend() !== 'wasm') return /** @type {T} */ (plain(x, alpha));
  return tidy(() => add(mul(x, alpha), mul(relu(x), 1 - alpha)));
}
