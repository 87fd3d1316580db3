import assert from 'node:assert/strict';
import {test} from 'node:test';
import {SHIPPED, kernelsRun, readJson} from './whole-tensorflow.js';

for (const folder of SHIPPED) {
  const card = await readJson(folder, 'card.json');

  test(`the largest im2col matrix of ${card.name} is what its card says`, async () => {
    const {area, kernels} = await kernelsRun(folder);
    const floats = kernels
      .filter(({name}) => name === 'FusedConv2D' || name === 'Conv2D')
      .map(({inputShapes, outputShapes}) => {
        const [, [height, width, channels]] = /** @type {number[][]} */ (inputShapes);
        const [, rows, columns] = /** @type {number[]} */ (outputShapes[0]);
        return height * width > 1 ? (rows * columns * height * width * channels) / area : 0;
      });
    assert.equal(Math.max(...floats), card.cost.im2colPerPixel);
  });
}
