/**
 * For tests under Node: the stylizer's own modules with all of TensorFlow.js in place of the part
 * that assets/stylizer/tfjs/core.js picks (which only a bundler can read), on the wasm backend.
 */
import {readFile} from 'node:fs/promises';
import {createRequire, registerHooks} from 'node:module';
import {dirname} from 'node:path';
import {setWasmPaths} from '@tensorflow/tfjs-backend-wasm';
import {GraphModel} from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import {USUAL} from './usual-job.js';

export {tf};

const CORE = new URL('whole-core.js', import.meta.url).href;
const require = createRequire(import.meta.url);

registerHooks({
  resolve: (specifier, context, next) =>
    specifier.endsWith('/tfjs/core.js') ? {url: CORE, shortCircuit: true} : next(specifier, context),
});

export const {familyOf} = await import('../../assets/stylizer/families/index.js');
const {filtersOf} = await import('../../assets/stylizer/filters.js');
const {readOnce} = await import('../../assets/stylizer/tfjs/heap.js');
const {unpacked} = await import('../../assets/stylizer/weights.js');

export const {Studio} = await import('../../assets/stylizer/studio.js');

/** A network that ships and knows one style. */
export const ONE_STYLE = new URL('../../assets/models/johnson-breakers/', import.meta.url);

/** The one to begin with, and others where tests/stylizer/test_sanet.py or test_ghiasi.py has made one. */
export const PACKAGES = [new URL('../../assets/models/sanet-lite/', import.meta.url)];
for (const folder of [process.env.SANET_PACKAGE, process.env.GHIASI_PACKAGE]) {
  if (folder) PACKAGES.push(new URL(`file://${folder}/`));
}

/** These, and the one for a style. */
export const SHIPPED = [...PACKAGES, ONE_STYLE];

/** @param {URL} folder @param {string} file */
export const readJson = async (folder, file) => JSON.parse(await readFile(new URL(file, folder), 'utf8'));

/** A package in memory. @param {URL} folder @returns {Promise<import('../../assets/stylizer/protocol.js').ModelFiles>} */
export async function filesOf(folder) {
  const card = await readJson(folder, 'card.json');
  /** @type {Record<string, ArrayBuffer>} */
  const files = {};
  for (const name of Object.keys(card.files)) {
    files[name] = new Uint8Array(await readFile(new URL(name, folder))).buffer;
  }
  return {card, files};
}

export async function startWasm() {
  setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
  await tf.setBackend('wasm');
}

/** A package's network, loaded as the worker does. @param {URL} folder */
export async function open(folder) {
  await startWasm();
  const files = await filesOf(folder);
  const {artifacts, weights} = unpacked(files, true);
  const model = /** @type {any} */ (new GraphModel(''));
  readOnce(filtersOf(artifacts.modelTopology).map((name) => weights[name]));
  model.loadWithWeightMap(artifacts, weights);
  return {card: /** @type {any} */ (files.card), model, family: await familyOf(/** @type {any} */ (model), files.card)};
}

/**
 * The kernels that all of TensorFlow.js calls while a package stylizes a picture in its own style.
 * @param {URL} folder
 */
export async function kernelsRun(folder) {
  const {family} = await open(folder);
  const [height, width] = [64, 80];
  const pixels = {data: new Uint8ClampedArray(4 * height * width).fill(99), height, width};
  const job = {
    content: {key: 'content', pixels},
    styles: [{key: 'style', pixels, weight: 1}],
    ...USUAL,
    crop: {width, height},
  };
  const {kernels} = await tf.profile(() => /** @type {any} */ (new Studio(family).stylize(job)));
  const real = kernels.filter(({name}) => !name.endsWith('__op')); // the others are scopes
  return {area: height * width, kernels: real};
}

/**
 * A family that counts what it encodes.
 * @param {import('../../assets/stylizer/families/index.js').Family} family
 */
export function counted(family) {
  const seen = {encodeContent: 0, encodeStyle: 0};
  const counting = {...family};
  for (const name of /** @type {(keyof typeof seen)[]} */ (['encodeContent', 'encodeStyle'])) {
    counting[name] = (...what) => {
      seen[name]++;
      return family[name](...what);
    };
  }
  return {counting, seen};
}
