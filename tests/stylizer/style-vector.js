/** What the stylizer does with a network of style vectors; test_ghiasi.py runs it with such a package. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {plan, wasmLimits} from '../../assets/stylizer/plan.js';
import {PACKAGES, Studio, counted, open, tf} from './whole-tensorflow.js';
import {USUAL} from './usual-job.js';
import {wavyPicture} from './wavy-picture.js';

const {card, family} = await open(PACKAGES[1]);
const {inputs, nodes} = card;

const [width, height] = [96, 64];
const pace = {pixels: Infinity, step: async () => {}};

/** @param {ReturnType<typeof wavyPicture>} pixels @returns {any} (1, H, W, 3) in [0, 1] */
const input = ({data, width: across, height: down}) =>
  tf.div(tf.tensor(data.filter((_, i) => i % 4 < 3), [1, down, across, 3], 'float32'), 255);

/** @type {Record<string, any>} */
const STYLES = {waves: wavyPicture(0.3, 80, 48), tiles: wavyPicture(4, 64, 64)};

/** @param {Record<string, number>} weights */
const styles = (weights) =>
  Object.entries(weights).map(([key, weight]) => ({key, pixels: STYLES[key] ?? STYLES.waves, weight}));

const CONTENT = wavyPicture(1.5);

/** @param {object} change @param {Studio} [studio] */
const paint = async (change, studio = new Studio(family)) => {
  const content = {key: 'content', pixels: CONTENT};
  const job = {content, styles: styles({waves: 1}), ...USUAL, crop: {width, height}, ...change};
  return (await studio.stylize(/** @type {any} */ (job))).data;
};

/**
 * Mean difference in [0, 255], of some columns.
 * @param {any} a @param {any} b @param {number} [from] @param {number} [to]
 */
function apart(a, b, from = 0, to = width) {
  let sum = 0;
  for (let y = 0; y < height; y++) {
    for (let i = 4 * (y * width + from); i < 4 * (y * width + to); i++) sum += Math.abs(a[i] - b[i]);
  }
  return sum / (3 * height * (to - from));
}

test('a style is 100 numbers, whatever its size, and another one others', async () => {
  const [waves] = await family.encodeStyle(input(STYLES.waves), pace);
  const [tiles] = await family.encodeStyle(input(STYLES.tiles), pace);
  assert.deepEqual(waves.shape, [1, 1, 1, 100]);
  assert.deepEqual(tiles.shape, [1, 1, 1, 100]);
  assert.ok(apart(await paint({}), await paint({styles: styles({tiles: 1})})) > 2);
});

test('a mixture is painted with the weighted sum of the vectors', async () => {
  const codes = [];
  for (const key of ['waves', 'tiles']) codes.push(await family.encodeStyle(input(STYLES[key]), pace));
  const [between] = tf.tidy(() => [tf.add(tf.mul(codes[0][0], 0.3), tf.mul(codes[1][0], 0.7))]);
  const content = await family.encodeContent(input(CONTENT), pace);
  const result = await family.decode(await family.apply(content, [between], pace), tf.scalar(1), pace);
  const expected = Array.from(result.dataSync(), (value) => Math.round(255 * value));
  const got = (await paint({styles: styles({waves: 0.3, tiles: 0.7})})).filter((_, i) => i % 4 < 3);
  assert.ok(got.every((value, i) => Math.abs(value - expected[i]) <= 1));
  assert.ok(apart(await paint({styles: styles({waves: 0.4, again: 0.6})}), await paint({})) < 0.1, 'of the same twice');
});

test('strength goes from the content in its own style, by vectors, to the style', async () => {
  const own = {key: 'content', pixels: CONTENT};
  const [none, third, all] = [
    await paint({own, strength: 0}), await paint({own, strength: 1 / 3}), await paint({own}),
  ];
  const itself = await paint({styles: [{...own, weight: 1}]});
  assert.ok(apart(none, itself) < 0.1);
  assert.ok(apart(all, await paint({})) === 0);
  const [mine] = await family.encodeStyle(input(CONTENT), pace);
  const [theirs] = await family.encodeStyle(input(STYLES.waves), pace);
  const [moved] = tf.tidy(() => [tf.add(tf.mul(mine, 2 / 3), tf.mul(theirs, 1 / 3))]);
  const content = await family.encodeContent(input(CONTENT), pace);
  const result = await family.decode(await family.apply(content, [moved], pace), tf.scalar(1), pace);
  const expected = Array.from(result.dataSync(), (value) => Math.round(255 * value));
  assert.ok(third.filter((_, i) => i % 4 < 3).every((value, i) => Math.abs(value - expected[i]) <= 1));
});

test('each style is painted in its region as it is painted everywhere', async () => {
  const cells = {width: 12, height: 8, input: {width, height}};
  const half = (/** @type {boolean} */ left) =>
    Float32Array.from({length: 96}, (_, i) => Number(i % 12 < 6 === left));
  const regions = {...cells, layers: [{weights: [1, 0], values: half(true)}, {weights: [0, 1], values: half(false)}]};
  const divided = await paint({styles: styles({waves: 1, tiles: 0}), regions});
  assert.ok(apart(divided, await paint({}), 0, 32) < 0.3);
  assert.ok(apart(divided, await paint({styles: styles({tiles: 1})}), 64, 96) < 0.3);
});

test('a style is encoded once, and so is a content that has not changed', async () => {
  const {counting, seen} = counted(family);
  const studio = new Studio(counting);
  await paint({iterations: 2}, studio);
  await paint({iterations: 2, content: {key: 'content'}, styles: [{key: 'waves', weight: 1}]}, studio);
  assert.deepEqual(seen, {encodeContent: 3, encodeStyle: 1});
});

test('runs leave no tensors behind but what is kept', async () => {
  const studio = new Studio(family);
  const counts = [];
  for (let i = 0; i < 18; i++) {
    const own = i % 3 ? null : {key: `own ${i % 2}`, pixels: CONTENT};
    const chosen = i % 2 ? styles({waves: 0.5, tiles: 0.5}) : styles({tiles: 1});
    const content = {key: `content ${i % 3}`, pixels: CONTENT};
    await paint({own, strength: own ? 0.5 : 1, styles: chosen, content}, studio);
    counts.push(tf.memory().numTensors);
  }
  assert.ok(Math.max(...counts.slice(12)) <= Math.max(...counts.slice(6, 12)));
});

test('nothing looks at anything, and nothing is taken from the content to be kept steady', async () => {
  const content = await family.encodeContent(input(CONTENT), pace);
  assert.deepEqual([family.queries(content), family.momentsOf(content), await family.seen()], [[], [], []]);
  assert.equal(inputs.keepDetail, null);
  assert.deepEqual(nodes.queries, []);
});

for (const limits of [wasmLimits({deviceMemory: 1}), {maxTexture: 4096, im2col: true, bytes: 2 ** 30}]) {
  const wish = {content: {width: 6000, height: 4000}, styles: [{width: 900, height: 700}], limits, needs: card};

  test(`what does not fit ${limits.im2col ? 'webgl' : 'wasm'} as a whole is made smaller, never cut into bands`, () => {
    for (const maxSize of [256, 512, 1024, 2048, 4096]) {
      const planned = plan({...wish, maxSize});
      assert.equal(planned.pixels, Infinity, `at ${maxSize}`);
      assert.ok(planned.fits, `at ${maxSize}`);
    }
    assert.equal(plan({...wish, maxSize: 4096}).loweredFrom, 4096);
  });
}
