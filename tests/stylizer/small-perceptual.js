/**
 * A perceptual network with random weights, as wide as is quick: what losses and optimisers do does
 * not depend on what it has learned.
 */
import {createRequire} from 'node:module';
import {dirname} from 'node:path';
import {setWasmPaths} from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import {Perceptual} from '../../assets/stylizer/gatys/perceptual.js';

const require = createRequire(import.meta.url);

export const LAYERS = ['conv1_1', 'conv1_2', 'pool1', 'conv2_1', 'pool2', 'conv3_1', 'pool3', 'conv4_1', 'pool4', 'conv5_1'];
const WIDTHS = [3, 4, 6, 8, 8, 12, 12];

export async function onWasm() {
  setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
  await tf.setBackend('wasm');
}

/** The weights by name, with means of about 1 after every layer, and the network. */
export function smallPerceptual() {
  /** @type {Record<string, any>} */
  const weights = {};
  const convs = LAYERS.filter((layer) => layer.startsWith('conv'));
  for (const [i, name] of convs.entries()) {
    const shape = /** @type {[number, number, number, number]} */ ([3, 3, WIDTHS[i], WIDTHS[i + 1]]);
    weights[`${name}/kernel`] = tf.randomNormal(shape, 0, Math.sqrt(2 / 9 / WIDTHS[i]), 'float32', i + 1);
    weights[`${name}/bias`] = tf.randomNormal([WIDTHS[i + 1]], 0.1, 0.1, 'float32', i + 50);
  }
  return {weights, net: new Perceptual(weights, {layers: LAYERS, grey: 0.5})};
}

