/** TensorFlow.js as most sites run it: wasm with every kernel, and its own loader. */
import {setWasmPaths} from '@tensorflow/tfjs-backend-wasm';
import {loadGraphModel} from '@tensorflow/tfjs-converter';
import {ready, setBackend} from '@tensorflow/tfjs-core';

/** Without a fetch that reads a body at once the loader waits for ever on nine shards or more that may not be cached. */
async function buffered(/** @type {string} */ input, /** @type {RequestInit} */ options) {
  const response = await fetch(input, options);
  const {status, headers} = response;
  return new Response(await response.arrayBuffer(), {status, headers});
}

/** @param {string} folder of a graph model */
export async function open(folder) {
  setWasmPaths('wasm/');
  await setBackend('wasm');
  await ready();
  return loadGraphModel(`${folder}/model.json`, {fetchFunc: buffered});
}
