import assert from 'node:assert/strict';
import {test} from 'node:test';
import {joined, parted, reweighted, stylesOf} from '../../assets/stylizer/mixture.js';
import {QUERIES_AT_ONCE, plan, queriesAtOnce, wasmLimits} from '../../assets/stylizer/plan.js';
import {PACKAGES, Studio, counted, open, tf} from './whole-tensorflow.js';
import {USUAL} from './usual-job.js';

const {attend, attentionWeights} = await import('../../assets/stylizer/families/attend.js');
const {balanced} = await import('../../assets/stylizer/families/balance.js');
const {blended} = await import('../../assets/stylizer/families/blend.js');

const whole = {pixels: Infinity, step: async () => {}};

/** @param {number} height @param {number} width @param {number} phase */
function picture(height, width, phase) {
  const data = new Uint8ClampedArray(height * width * 4).fill(255);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) {
        const wave = Math.sin((x * (c + 1) + phase) / (4 + phase)) * Math.cos(y / (7 - c + phase));
        data[4 * (y * width + x) + c] = 128 + 100 * wave;
      }
    }
  }
  return {data, width, height};
}

const STYLES = {
  waves: picture(64, 80, 1),
  tiles: picture(96, 64, 4),
  dots: picture(64, 64, 9),
};

/** @param {Partial<Record<keyof typeof STYLES | 'again', number>>} weights by name, in this order */
const styles = (weights) =>
  Object.entries(weights).map(([key, weight]) => ({
    key,
    weight: /** @type {number} */ (weight),
    pixels: STYLES[/** @type {keyof typeof STYLES} */ (key === 'again' ? 'waves' : key)],
  }));

/** @param {any} change @returns {import('../../assets/stylizer/protocol.js').Job} */
const job = (change) => ({
  content: {key: 'content', pixels: picture(96, 64, 0)},
  ...USUAL,
  crop: {width: 64, height: 96},
  ...change,
});

/** @param {any} pixels @returns {any} (1, H, W, 3) */
const input = ({data, width, height}) =>
  tf.tensor(Float32Array.from({length: width * height * 3}, (_, i) => data[4 * Math.floor(i / 3) + (i % 3)] / 255), [1, height, width, 3]);

/** @param {ArrayLike<number>} a @param {ArrayLike<number>} b */
const furthest = (a, b) => Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i])));

for (const folder of PACKAGES) {
  const {family, card} = await open(folder);
  const paint = async (/** @type {any} */ change) => (await new Studio(family).stylize(job(change))).data;

  test(`${card.name}: two copies of a style are that style, whatever their weights`, async () => {
    const alone = await paint({styles: styles({waves: 1})});
    for (const weight of [0.5, 0.125, 0.99]) {
      const twice = await paint({styles: styles({waves: weight, again: 1 - weight})});
      assert.ok(furthest(alone, twice) <= 1, `at ${weight}`);
    }
  });

  test(`${card.name}: the order of styles does not matter`, async () => {
    const [one, other] = [{waves: 0.5, tiles: 0.2, dots: 0.3}, {dots: 0.3, waves: 0.5, tiles: 0.2}];
    assert.ok(furthest(await paint({styles: styles(one)}), await paint({styles: styles(other)})) <= 1);
  });

  test(`${card.name}: next to no weight is next to no style, and half is in between`, async () => {
    const [waves, tiles] = [await paint({styles: styles({waves: 1})}), await paint({styles: styles({tiles: 1})})];
    const nearly = await paint({styles: styles({waves: 1 - 1e-9, tiles: 1e-9})});
    assert.ok(furthest(waves, nearly) <= 1);
    const half = await paint({styles: styles({waves: 0.5, tiles: 0.5})});
    const distance = (/** @type {ArrayLike<number>} */ a) =>
      half.reduce((sum, value, i) => sum + Math.abs(value - a[i]), 0) / half.length;
    assert.ok(distance(waves) > 1 && distance(tiles) > 1, 'it is neither');
  });

  test(`${card.name}: each style gets its share of the attention, and at its own tokens as ever`, async () => {
    const code = await family.encodeStyle(input(STYLES.waves), whole);
    const other = await family.encodeStyle(input(STYLES.tiles), whole);
    const content = await family.encodeContent(input(picture(320, 288, 0)), whole); // more than are sampled
    const queries = family.queries(content);
    for (const share of [0.1, 0.5, 0.8]) {
      const blend = await family.blend([{code, weight: share}, {code: other, weight: 1 - share}], queries);
      for (const level of [0, 1]) {
        const weights = attentionWeights(queries[level], blend[level]);
        const [m, n] = [code[level].shape[2], other[level].shape[2]];
        assert.equal(weights.shape[2], m + n);
        const [mine] = tf.split(weights, [m, n], 2);
        const each = tf.sum(mine, 2, true);
        const got = tf.mean(each).dataSync()[0];
        assert.ok(Math.abs(got - share) < 0.05, `${got} of ${share}, level ${level}`);
        const most = tf.argMax(each, 1).dataSync()[0]; // a place that this style fits
        const row = (/** @type {any} */ tensor) => tf.slice(tensor, [0, most, 0], [1, 1, -1]);
        const within = tf.div(row(mine), row(each));
        const alone = attentionWeights(row(queries[level]), code[level]);
        assert.ok(tf.max(tf.abs(tf.sub(within, alone))).dataSync()[0] < 1e-4);
      }
    }
  });
}

const {family} = await open(PACKAGES[0]);

test('how many tokens a style has makes no difference, only its weight', async () => {
  const keys = tf.randomUniform([1, 4, 10], 0, 1, 'float32', 3);
  const values = tf.randomUniform([1, 10, 2], 0, 1, 'float32', 4);
  const queries = tf.randomUniform([1, 5, 4], 0, 1, 'float32', 5);
  const small = [keys, values];
  const large = [tf.concat([keys, keys, keys], 2), tf.concat([values, values, values], 1)];
  const other = [tf.neg(keys), tf.neg(values)];
  const looks = [];
  for (const code of [small, large]) {
    const [k, v] = await blended([{code, weight: 0.3}, {code: other, weight: 0.7}], [queries]);
    looks.push(await attend(queries, k, v, whole.step));
  }
  assert.ok(tf.max(tf.abs(tf.sub(looks[0], looks[1]))).dataSync()[0] < 1e-4);
});

/** Numbers in [0, 1) that are the same in every run. @param {number} seed */
const random = (seed) => () => (seed = (seed * 16807) % 2147483647) / 2147483647;

for (const sharpness of [0, 1, 12]) {
  test(`shares are balanced whatever fits where, logits ${sharpness} apart`, () => {
    const next = random(7 + sharpness);
    const shares = [0.15, 0.6, 0.05, 0.2];
    const logits = Array.from({length: 400}, () => shares.map((_, s) => sharpness * (next() + s)));
    const masses = logits.flatMap((row) => {
      const odds = row.map((logit) => Math.exp(logit - Math.max(...row)));
      return odds.map((one) => one / odds.reduce((a, b) => a + b));
    });
    const added = balanced(masses, shares);
    assert.equal(Math.max(...added), 0);
    const got = shares.map(() => 0);
    for (const row of logits) {
      const odds = row.map((logit, s) => Math.exp(logit + added[s] - sharpness * 5));
      odds.forEach((one, s) => (got[s] += one / odds.reduce((a, b) => a + b) / logits.length));
    }
    assert.ok(got.every((share, s) => Math.abs(share - shares[s]) < 1e-3), String(got));
  });
}

test('moving a weight encodes nothing, and leaves no tensor behind', async () => {
  const {counting, seen} = counted(family);
  const studio = new Studio(counting);
  const own = {key: 'content', pixels: picture(96, 64, 0)};
  const run = (/** @type {number} */ waves) =>
    studio.stylize(job({own, strength: 0.8, styles: styles({waves, tiles: 0.9 - waves, dots: 0.1})}));
  await run(0.5);
  assert.deepEqual(seen, {encodeContent: 1, encodeStyle: 4});
  const {numTensors} = tf.memory();
  for (const weight of [0.1, 0.2, 0.3, 0.7]) await run(weight);
  assert.deepEqual(seen, {encodeContent: 1, encodeStyle: 4});
  assert.equal(tf.memory().numTensors, numTensors);
});

test('a style that is kept, and so not sent, does not go to make room for the others', async () => {
  const studio = new Studio(family);
  for (let i = 0; i < 8; i++) {
    await studio.stylize(job({styles: [{key: `style ${i}`, weight: 1, pixels: STYLES.dots}]}));
  }
  assert.equal(studio.kept.codes[0], 'style 0');
  await studio.stylize(job({styles: [...styles({waves: 0.5, tiles: 0.25}), {key: 'style 0', weight: 0.25}]}));
});

test('a place looks at the styles of a mixture as much as they count there', async () => {
  const studio = new Studio(family);
  const mixed = job({styles: styles({waves: 0.5, tiles: 0.5})});
  const sizes = {shown: {width: 64, height: 96}, input: {width: 64, height: 96}};
  const looks = await studio.look({job: mixed, place: {x: 0.5, y: 0.5}, sizes});
  assert.deepEqual(looks.map((levels) => levels.map(({length}) => length)), [[80, 20], [96, 24]]);
  for (const level of [0, 1]) {
    const sum = looks.flatMap((levels) => [...levels[level]]).reduce((a, b) => a + b);
    assert.ok(Math.abs(sum - 1) < 1e-5);
  }
});

test('large styles and many are looked at by fewer queries at once, one as before', () => {
  assert.equal(queriesAtOnce(4096), QUERIES_AT_ONCE);
  assert.equal(queriesAtOnce(8192), QUERIES_AT_ONCE / 2);
  assert.equal(queriesAtOnce(2 ** 40), 1);
});

const size = (/** @type {number} */ width, /** @type {number} */ height) => ({width, height});
const needs = {
  sizeMultiple: 16,
  cost: {least: 64, styleLongest: 384, im2colPerPixel: 108, livePerPixel: 44, keptPerPixel: 20, bandedPerPixel: 10, tokenSide: 8, reach: 80},
};

test('a style of twice the size is encoded at twice the size, even one that is small', () => {
  const wish = {content: size(900, 600), maxSize: 512, limits: wasmLimits({deviceMemory: 8}), needs};
  for (const [scale, sides] of /** @type {[number, number[]][]} */ ([[1, [384, 96]], [2, [768, 192]], [0.5, [192, 48]]])) {
    const planned = plan({...wish, styles: [size(2000, 2000), size(96, 96)], styleScale: scale});
    assert.deepEqual(planned.styles.map((one) => one.size.width), sides);
    assert.ok(planned.styles.every((one) => one.input.width % 16 === 0 && one.input.width >= 64));
    assert.equal(planned.styleScale, scale);
  }
});

test('before the result is lowered the styles come down to their usual size, not below', () => {
  const wish = {content: size(900, 900), maxSize: 512, styles: Array(4).fill(size(900, 900)), needs};
  const scales = [];
  for (const mib of [1024, 256, 192, 128, 96]) {
    const limits = {maxTexture: Infinity, im2col: false, bytes: mib * 2 ** 20};
    const planned = plan({...wish, limits, styleScale: 2});
    if (planned.loweredFrom) assert.ok(!plan({...wish, limits, styleScale: 1}).fits || planned.fits);
    else assert.ok(planned.bytes <= limits.bytes);
    scales.push(planned.styleScale);
  }
  assert.equal(scales[0], 2);
  assert.ok(scales.includes(1));
  assert.ok(scales.every((scale) => scale >= 1));
});

const named = (/** @type {string[]} */ ...names) => names.map((title) => /** @type {any} */ ({title}));
const weights = (/** @type {{weight: number}[]} */ mix) => mix.map(({weight}) => Number(weight.toFixed(6)));

test('a style counts for all there is; others take equal parts, and give them back', () => {
  const [waves, tiles, dots] = named('waves', 'tiles', 'dots');
  const one = stylesOf({style: waves, others: []});
  assert.deepEqual(one, [{picture: waves, weight: 1}]);
  const three = joined(joined(one, tiles), dots);
  assert.deepEqual(weights(three), [0.333333, 0.333333, 0.333333]);
  assert.deepEqual(weights(parted(three, waves)), [0.5, 0.5]);
  assert.deepEqual(stylesOf({style: null, others: []}), []);
});

test('what one style gains the others lose in proportion, and the shares stay a whole', () => {
  const [waves, tiles, dots] = named('waves', 'tiles', 'dots');
  const start = [{picture: waves, weight: 0.6}, {picture: tiles, weight: 0.3}, {picture: dots, weight: 0.1}];
  assert.deepEqual(weights(reweighted(start, waves, 0.2)), [0.2, 0.6, 0.2]);
  const all = reweighted(start, tiles, 1);
  assert.deepEqual(weights(all), [0, 1, 0]);
  assert.deepEqual(weights(reweighted(all, tiles, 0.5)), [0.25, 0.5, 0.25]);
  for (let share = 0; share <= 1; share += 0.05) {
    const [first, ...others] = reweighted(start, dots, share);
    assert.ok(Math.abs(stylesOf({style: waves, others})[0].weight - first.weight) < 1e-12);
  }
});
