/**
 * The published graph as its own site would run it: TensorFlow.js with every kernel, its loader,
 * and `executeAsync`. The loader is given a fetch that reads a body to its end at once; without
 * one it waits for ever on nine shards or more that may not be cached.
 */
import {setWasmPaths} from '@tensorflow/tfjs-backend-wasm';
import {loadGraphModel} from '@tensorflow/tfjs-converter';
import {dispose, ready, scalar, setBackend, tensor3d} from '@tensorflow/tfjs-core';

let model;
let feed;

/** @param {string} input @param {RequestInit} [options] */
async function buffered(input, options) {
  const response = await fetch(input, options);
  const {status, headers} = response;
  return new Response(await response.arrayBuffer(), {status, headers});
}

globalThis.rival = {
  async load() {
    setWasmPaths('wasm/');
    await setBackend('wasm');
    await ready();
    model = await loadGraphModel('published/model.json', {fetchFunc: buffered});
  },

  /** @param {string} content @param {string} style names of files */
  async choose(content, style) {
    const pictures = [await globalThis.rgb(content), await globalThis.rgb(style)];
    const [c, s] = pictures.map(({values, side}) => tensor3d(values, [side, side, 3]));
    feed = {
      content: c,
      style: s,
      iters: scalar(1, 'int32'),
      max_resolution: scalar(pictures[0].side, 'int32'),
    };
  },

  async run() {
    const result = await model.executeAsync(feed);
    const values = await result.data();
    dispose([result, ...Object.values(feed)]);
    return values;
  },
};
