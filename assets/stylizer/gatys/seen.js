/** What a layer of the perceptual network sees in a picture, out of TensorFlow.js. */
import {toFloats} from '../pixels.js';
import {dispose, tensor} from '../tfjs/core.js';

/**
 * @param {import('./perceptual.js').Perceptual} net @param {import('./protocol.js').Look} look
 * @returns {Promise<import('./protocol.js').Maps>}
 */
export async function seenBy(net, {picture, layer, pooling}) {
  const image = tensor(toFloats(picture), [1, picture.height, picture.width, 3]);
  const features = net.see(/** @type {any} */ (image), pooling, layer);
  const seen = /** @type {import('@tensorflow/tfjs-core').Tensor4D} */ (features.get(layer));
  const [, height, width, channels] = seen.shape;
  const data = /** @type {Float32Array} */ (await seen.data()).slice();
  dispose([image, ...features.values()]);
  return {data, width, height, channels};
}
