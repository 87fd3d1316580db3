/**
 * The perceptual network of a package on the backend in use, once it has seen the package's small
 * picture as it should.
 */
import {Unfit} from '../backend-start.js';
import {env, tensor} from '../tfjs/core.js';
import {unpacked} from '../weights.js';
import {Perceptual} from './perceptual.js';

/**
 * @typedef {object} Card card.json of the perceptual network (the fields read here)
 * @property {string[]} layers
 * @property {number} grey
 * @property {{file: string, picture: [height: number, width: number, channels: number],
 *   average: Record<string, number>, max: Record<string, number>, tolerance: number}} golden mean
 *   activations of the layers for a small picture, and by which share of them a backend may be off
 */

/** @param {import('../protocol.js').Backend} backend @param {import('../protocol.js').ModelFiles} model */
export async function openPerceptual(backend, model) {
  if (backend === 'webgl') {
    if (!env().getBool('WEBGL_RENDER_FLOAT32_CAPABLE')) throw new Unfit('16 bits are too few for gradients');
    await import('./kernels-webgl.js');
  } else await import('./kernels-wasm.js');
  const card = /** @type {Card} */ (/** @type {unknown} */ (model.card));
  const golden = new Uint8Array(model.files[card.golden.file]).slice();
  const net = new Perceptual(unpacked(model, backend === 'wasm').weights, card);
  const wrong = await selfTest(net, card, golden);
  if (wrong) throw new Unfit(wrong);
  return net;
}

/** @param {Perceptual} net @param {Card} card @param {Uint8Array} picture @returns {Promise<string>} what is wrong, or nothing */
async function selfTest(net, {golden}, picture) {
  const image = tensor(Float32Array.from(picture, (byte) => byte / 255), [1, ...golden.picture]);
  for (const pooling of /** @type {const} */ (['average', 'max'])) {
    const expected = golden[pooling];
    const features = net.see(/** @type {any} */ (image), pooling, net.layers[net.layers.length - 1]);
    for (const [layer, seen] of features) {
      const values = /** @type {Float32Array} */ (await seen.data());
      seen.dispose();
      if (!(layer in expected)) continue;
      const mean = values.reduce((sum, value) => sum + value / values.length, 0);
      const off = Math.abs(mean / expected[layer] - 1);
      if (!(off <= golden.tolerance)) return `self-test: ${layer} is off by ${off} with ${pooling} pooling`;
    }
  }
  image.dispose();
  return '';
}
