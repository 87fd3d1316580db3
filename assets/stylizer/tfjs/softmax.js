/** Softmax without numbers so small that they slow down all that is computed of them. */
import {getBackend, softmax as plain} from '@tensorflow/tfjs-core';
import {floatsOf} from './heap.js';

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
  const weights = plain(logits);
  if (getBackend() !== 'wasm') return weights;
  const values = floatsOf(weights);
  for (let i = 0; i < values.length; i++) if (values[i] < NEGLIGIBLE) values[i] = 0;
  return weights;
}
