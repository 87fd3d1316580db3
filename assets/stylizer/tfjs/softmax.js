/** Softmax without numbers so small that they slow down all that is computed of them. */
import {getBackend, relu, softmax as plain, sub, tidy} from '@tensorflow/tfjs-core';

/**
 * What is below this counts as nothing. Products near 1e-38 are denormal, and a processor takes a
 * hundred times as long for each; graphics cards take them for zero.
 */
const NEGLIGIBLE = 1e-30;

/**
 * As TensorFlow.js's own, along the last axis, up to NEGLIGIBLE.
 * @template {import('@tensorflow/tfjs-core').Tensor} T
 * @param {T} logits @returns {T}
 */
export function softmax(logits) {
  if (getBackend() !== 'wasm') return plain(logits);
  return tidy(() => relu(sub(plain(logits), NEGLIGIBLE)));
}
