/** A network that knows one style: it looks at the content alone. */
import {dispose, tensor4d} from '@tensorflow/tfjs-core';
import {open} from './graph.js';

let model;
let image;

globalThis.rival = {
  async load() {
    model = await open('johnson');
  },

  /** @param {string} content name of a file */
  async choose(content) {
    const {values, side} = await globalThis.rgb(content);
    image = tensor4d(values, [1, side, side, 3]);
  },

  async run() {
    const result = model.execute({image});
    const values = await result.data();
    dispose([result, image]);
    return values;
  },
};
