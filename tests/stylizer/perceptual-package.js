/** The perceptual network of a package, on wasm under Node. */
import {filesOf, startWasm} from './whole-tensorflow.js';

const {Perceptual} = await import('../../assets/stylizer/gatys/perceptual.js');
const {unpacked} = await import('../../assets/stylizer/weights.js');

/** @param {URL} folder */
export async function openPackage(folder) {
  await startWasm();
  const files = await filesOf(folder);
  return new Perceptual(unpacked(files, true).weights, /** @type {any} */ (files.card));
}
