import assert from 'node:assert/strict';
import {test} from 'node:test';
import {COSTS} from '../../assets/stylizer/families/costs.js';
import {LADDER, fit, padded, plan, styleSize, textureSide} from '../../assets/stylizer/plan.js';

const cost = COSTS.attention;
const roomy = {maxTexture: 16384, im2col: true, bytes: 8 * 2 ** 30};

/** @param {number} width @param {number} height */
const size = (width, height) => ({width, height});

test('a picture is never enlarged and keeps its aspect', () => {
  assert.deepEqual(fit(size(300, 200), 512), size(300, 200));
  assert.deepEqual(fit(size(4000, 3000), 512), size(512, 384));
  assert.deepEqual(fit(size(7304, 5478), 1024), size(1024, 768));
});

test('even the narrowest picture keeps a pixel', () => {
  assert.deepEqual(fit(size(1, 5000), 512), size(1, 512));
  assert.deepEqual(padded(size(1, 512), cost), size(64, 512));
});

test('what the network sees holds the result and is a multiple of 16', () => {
  for (let width = 1; width < 200; width += 7) {
    const input = padded(size(width, 333), cost);
    assert.ok(input.width >= width && input.height >= 333);
    assert.equal(input.width % 16, 0);
    assert.ok(input.width >= 64);
  }
});

test('a style keeps its aspect to within the rounding, at about the size of the content', () => {
  assert.deepEqual(styleSize(size(2000, 1000), 1024, cost), size(384, 192));
  assert.deepEqual(styleSize(size(2000, 1000), 128, cost), size(128, 64));
  assert.deepEqual(styleSize(size(90, 60), 512, cost), size(96, 64));
  assert.deepEqual(styleSize(size(3, 900), 512, cost), size(1, 384));
});

test('the size that was asked for is used where it fits', () => {
  const planned = plan({content: size(3000, 2000), style: size(900, 900), maxSize: 768, limits: roomy, cost});
  assert.deepEqual(planned.result, size(768, 512));
  assert.equal(planned.loweredFrom, null);
});

test('a small texture limit lowers the size, and says from what', () => {
  const limits = {...roomy, maxTexture: 4096};
  const planned = plan({content: size(3000, 3000), style: size(900, 900), maxSize: 1024, limits, cost});
  assert.equal(planned.maxSize, 768);
  assert.equal(planned.loweredFrom, 1024);
  assert.ok(textureSide(768 * 768 * cost.im2colPerPixel) <= 4096);
});

test('wasm has no such textures, and is held by its memory', () => {
  const wasm = {maxTexture: Infinity, im2col: false, bytes: 2 ** 30};
  const wish = {content: size(3000, 3000), style: size(900, 900), maxSize: 1024, cost};
  assert.equal(plan({...wish, limits: wasm}).maxSize, 1024);
  assert.ok(plan({...wish, limits: {...wasm, bytes: 2 ** 28}}).maxSize < 1024);
});

test('a machine with room for nothing still gets the smallest size', () => {
  const limits = {maxTexture: 1, im2col: true, bytes: 1};
  const planned = plan({content: size(900, 900), style: size(9, 9), maxSize: 512, limits, cost});
  assert.equal(planned.maxSize, LADDER[0]);
});

test('as its own style a large content is bounded like any other, a small one is itself', () => {
  const wish = {style: size(90, 90), maxSize: 1024, limits: roomy, cost};
  assert.deepEqual(plan({...wish, content: size(2000, 1000)}).own, size(384, 192));
  assert.deepEqual(plan({...wish, content: size(200, 101)}).own, size(200, 101));
});

test('a picture smaller than the ladder is not called lowered', () => {
  const limits = {...roomy, bytes: 1};
  const planned = plan({content: size(100, 80), style: size(90, 90), maxSize: 1024, limits, cost});
  assert.deepEqual(planned.result, size(100, 80));
  assert.equal(planned.loweredFrom, null);
});
