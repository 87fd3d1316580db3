import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import {test} from 'node:test';
import {LADDER, QUERIES_AT_ONCE, USUAL_MOST, fit, offered, padded, plan, styleSize, textureSide, wasmLimits} from '../../assets/stylizer/plan.js';
import {sizeCost} from '../../assets/stylizer/size-cost.js';
import {initial} from '../../assets/stylizer/state.js';

const card = new URL('../../assets/models/sanet-lite/card.json', import.meta.url);
/** @type {import('../../assets/stylizer/plan.js').Needs} */
const needs = JSON.parse(await readFile(card, 'utf8'));
const {cost} = needs;

/** A network as large as SANet. @type {import('../../assets/stylizer/plan.js').Needs} */
const large = {
  sizeMultiple: 16,
  cost: {...cost, styleLongest: 512, im2colPerPixel: 576, livePerPixel: 256, keptPerPixel: 72, bandedPerPixel: 40},
};
const wasm = wasmLimits({deviceMemory: 8});
const roomy = {maxTexture: 16384, im2col: true, bytes: 8 * 2 ** 30};

/** @param {number} width @param {number} height */
const size = (width, height) => ({width, height});

test('a picture is not enlarged and keeps its aspect', () => {
  assert.deepEqual(fit(size(300, 200), 512), size(300, 200));
  assert.deepEqual(fit(size(4000, 3000), 512), size(512, 384));
  assert.deepEqual(fit(size(7304, 5478), 1024), size(1024, 768));
});

test('a small picture is enlarged to the size asked for where that is wished', () => {
  assert.deepEqual(fit(size(300, 200), 512, true), size(512, 341));
  assert.deepEqual(fit(size(4000, 3000), 512, true), size(512, 384));
  const wish = {content: size(300, 200), styles: [size(900, 900)], maxSize: 768, limits: wasm, needs};
  assert.deepEqual(plan(wish).result, size(300, 200));
  const {result, content, loweredFrom} = plan({...wish, enlarge: true});
  assert.deepEqual([result, content, loweredFrom], [size(768, 512), size(768, 512), null]);
});

test('even the narrowest picture keeps a pixel', () => {
  assert.deepEqual(fit(size(1, 5000), 512), size(1, 512));
  assert.deepEqual(padded(size(1, 512), needs), size(64, 512));
});

test('what the network sees holds the result and is a multiple of 16', () => {
  for (let width = 1; width < 200; width += 7) {
    const input = padded(size(width, 333), needs);
    assert.ok(input.width >= width && input.height >= 333);
    assert.equal(input.width % 16, 0);
    assert.ok(input.width >= 64);
  }
});

test('a style keeps its aspect to within the rounding, at about the size of the content', () => {
  assert.deepEqual(styleSize(size(2000, 1000), 1024, needs), size(384, 192));
  assert.deepEqual(styleSize(size(2000, 1000), 128, needs), size(128, 64));
  assert.deepEqual(styleSize(size(90, 60), 512, needs), size(96, 64));
  assert.deepEqual(styleSize(size(3, 900), 512, needs), size(1, 384));
});

test('the size that was asked for is used where it fits', () => {
  const planned = plan({content: size(3000, 2000), styles: [size(900, 900)], maxSize: 768, limits: roomy, needs});
  assert.deepEqual(planned.result, size(768, 512));
  assert.equal(planned.loweredFrom, null);
});

test('where the whole does not fit it is worked on in bands that do, and nothing is lowered', () => {
  const limits = {...roomy, maxTexture: 4096};
  const planned = plan({content: size(3000, 3000), styles: [size(900, 900)], maxSize: 1024, limits, needs});
  assert.deepEqual([planned.maxSize, planned.loweredFrom], [1024, null]);
  assert.ok(planned.pixels < 1024 * 1024);
  assert.ok(textureSide(planned.pixels * cost.im2colPerPixel) <= 4096);
});

test('a size at which bands would be lower than what is cut around them is lowered, and says from what', () => {
  const limits = {...roomy, maxTexture: 1500};
  const planned = plan({content: size(3000, 3000), styles: [size(900, 900)], maxSize: 1024, limits, needs});
  assert.equal(planned.loweredFrom, 1024);
  assert.ok(planned.maxSize * 3 * cost.reach * cost.im2colPerPixel <= 4 * 1500 ** 2);
});

test('wasm has no such textures, and is held by its memory', () => {
  const wish = {content: size(3000, 3000), styles: [size(900, 900)], maxSize: 1024, needs};
  assert.equal(plan({...wish, limits: wasm}).pixels, Infinity);
  const tight = {...wasm, bytes: 2 ** 28};
  const planned = plan({...wish, limits: tight});
  assert.ok(planned.bytes <= tight.bytes);
  assert.ok(planned.pixels < Infinity);
});

test('a network as large as SANet fits 2 GiB at 2048 pixels, in bands from 1024 on', () => {
  const wish = {content: size(4000, 4000), styles: [size(900, 900)], limits: wasm, needs: large};
  for (const [maxSize, whole] of /** @type {[number, boolean][]} */ ([[640, true], [1024, false], [2048, false]])) {
    const planned = plan({...wish, maxSize});
    assert.equal(planned.loweredFrom, null);
    assert.equal(planned.pixels === Infinity, whole);
    assert.ok(planned.bytes <= 2 * 2 ** 30);
  }
});

test('sizes are offered that fit whatever the shape of the picture', () => {
  assert.deepEqual(offered(large, wasm), LADDER.filter((side) => side <= USUAL_MOST));
  const small = offered(large, wasmLimits({deviceMemory: 1}));
  assert.ok(small.length > 0 && small.length < LADDER.length);
  for (const maxSize of small) {
    for (const content of [size(9000, 9000), size(9000, 90), size(90, 9000)]) {
      const wish = {content, styles: [size(900, 900)], limits: wasmLimits({deviceMemory: 1}), needs: large};
      assert.equal(plan({...wish, maxSize}).loweredFrom, null);
    }
  }
  assert.deepEqual(offered(large, {maxTexture: 1, im2col: true, bytes: 1}), [LADDER[0]]);
});

test('the highest sizes are offered for a picture that is larger than the one below, where it fits', () => {
  const most = (/** @type {import('../../assets/stylizer/plan.js').Size} */ content, limits = wasmLimits({deviceMemory: 4})) =>
    offered(needs, limits, content).at(-1);
  assert.equal(most(size(2048, 2048)), 2048);
  assert.equal(most(size(2049, 1000)), 3072);
  assert.equal(most(size(3072, 3072)), 3072);
  assert.equal(most(size(4000, 3000)), 4096);
  assert.equal(most(size(9000, 9000)), 4096);
  assert.equal(most(size(9000, 9000), wasmLimits({deviceMemory: 2})), 2048);
});

test('4096 pixels fit a gibibyte in bands, with only what belongs to tokens kept', () => {
  const limits = wasmLimits({deviceMemory: 4});
  const planned = plan({content: size(4096, 4096), styles: [size(900, 900)], maxSize: 4096, limits, needs});
  assert.equal(planned.loweredFrom, null);
  assert.ok(planned.pixels >= 4096 * 3 * cost.reach && planned.bytes <= 2 ** 30);
});

test('what fits nowhere as a whole is never worked on as a whole', () => {
  for (let side = 256; side <= 4096; side += 128) {
    for (const megabytes of [64, 128, 256, 512, 1024]) {
      const limits = {...wasm, bytes: megabytes * 2 ** 20};
      const planned = plan({content: size(side, side), styles: [size(900, 900)], maxSize: side, limits, needs});
      const {width, height} = planned.content;
      const whole = width * height * (cost.keptPerPixel + cost.livePerPixel) * 4;
      if (planned.fits && whole > limits.bytes) assert.ok(planned.pixels < width * height, `${side}, ${megabytes}`);
    }
  }
});

test('a large size says what it costs, an easy one nothing', () => {
  const state = {...initial('lite', {maxSize: 4096}), content: size(8000, 6000), style: size(900, 900)};
  const limits = wasmLimits({deviceMemory: 4});
  const dear = sizeCost(/** @type {any} */ (state), needs, limits);
  assert.deepEqual([dear?.width, dear?.height, dear?.times], [4096, 3072, 16]);
  assert.ok((dear?.bytes ?? Infinity) <= limits.bytes);
  assert.equal(sizeCost(/** @type {any} */ ({...state, content: size(900, 900)}), needs, limits), null);
});

test('the attention of a large content takes no more than that of a block of it', () => {
  const bare = {...large, cost: {...large.cost, keptPerPixel: 0, bandedPerPixel: 0, livePerPixel: 0}};
  const wish = {styles: [size(900, 900)], limits: wasm, needs: bare};
  const [block, four] = [512, 2048].map((side) => plan({...wish, content: size(side, side), maxSize: side}));
  assert.equal((512 / cost.tokenSide) ** 2, QUERIES_AT_ONCE);
  assert.ok(block.bytes > 0);
  assert.equal(four.bytes, block.bytes);
});

test('a machine with room for nothing still gets the smallest size', () => {
  const limits = {maxTexture: 1, im2col: true, bytes: 1};
  const planned = plan({content: size(900, 900), styles: [size(9, 9)], maxSize: 512, limits, needs});
  assert.equal(planned.maxSize, LADDER[0]);
});

test('as its own style a large content is bounded like any other, a small one is itself', () => {
  const wish = {styles: [size(90, 90)], maxSize: 1024, limits: roomy, needs};
  assert.deepEqual(plan({...wish, content: size(2000, 1000)}).own, size(384, 192));
  assert.deepEqual(plan({...wish, content: size(200, 101)}).own, size(200, 101));
});

test('a picture smaller than the ladder is not called lowered', () => {
  const limits = {...roomy, bytes: 1};
  const planned = plan({content: size(100, 80), styles: [size(90, 90)], maxSize: 1024, limits, needs});
  assert.deepEqual(planned.result, size(100, 80));
  assert.equal(planned.loweredFrom, null);
});
