/** The published graph as its own site would run it: with `executeAsync`. */
import {dispose, scalar, tensor3d} from '@tensorflow/tfjs-core';
import {open} from './graph.js';

let model;
let feed;

globalThis.rival = {
  async load() {
    model = await open('published');
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
