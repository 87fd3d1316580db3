import assert from 'node:assert/strict';
import {test} from 'node:test';
import {looked} from '../../assets/stylizer/looked.js';
import {PACKAGES, Studio, open, tf} from './whole-tensorflow.js';
import {USUAL} from './usual-job.js';

const {model, card, family} = await open(PACKAGES[0]);
const {nodes} = card;
const pace = {pixels: Infinity, step: async () => {}};

/** Colours in waves. @param {number} height @param {number} width @param {number} phase */
const picture = (height, width, phase) =>
  tf.tensor(Float32Array.from({length: height * width * 3}, (_, i) => 0.5 + 0.5 * Math.sin(i * phase)), [1, height, width, 3]);

/** @param {string[]} names @param {any[]} tensors */
const named = (names, tensors) => Object.fromEntries(names.map((name, i) => [name, tensors[i]]));

/** @param {any} a @param {any} b */
const furthest = (a, b) => tf.tidy(() => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]);

/**
 * What AdaIN has to tell of a style (arXiv 1703.06868, equation 8): of each channel the mean and the
 * variance over all of its tokens, here as the mean and the mean square that the graph is fed.
 * @param {any} values (1, M, 2 C): values, then their squares
 */
function ofAll(values) {
  const [, count, width] = values.shape;
  const numbers = values.dataSync();
  const channels = width / 2;
  const [means, squares] = [new Float32Array(channels), new Float32Array(channels)];
  for (let c = 0; c < channels; c++) {
    let sum = 0;
    for (let m = 0; m < count; m++) sum += numbers[m * width + c];
    const mean = sum / count;
    let variance = 0;
    for (let m = 0; m < count; m++) variance += (numbers[m * width + c] - mean) ** 2 / count;
    [means[c], squares[c]] = [mean, variance + mean ** 2];
  }
  return [...means, ...squares];
}

test('without attention every place of the content gets the mean and the spread of all of the style: AdaIN', async () => {
  const [content, style] = [picture(48, 64, 0.37), picture(80, 32, 1.73)];
  const seen = await family.encodeContent(content, pace);
  const code = await family.encodeStyle(style, pace, 0);
  const [, , ...rest] = code;
  const merged = await family.apply(seen, code, pace);
  const attended = rest.slice(0, 2).map((values, level) => {
    const tokens = (48 * 64) / (level === 0 ? 64 : 256);
    return tf.tile(tf.tensor(ofAll(values), [1, 1, values.shape[2]]), [1, tokens, 1]);
  });
  const statistics = rest.slice(2);
  const expected = /** @type {any[]} */ (model.execute(
    {...named(nodes.features, seen), ...named(nodes.attended, attended), ...named(nodes.statistics, statistics)},
    nodes.merged,
  ));
  for (const [i, features] of merged.entries()) assert.ok(furthest(features, expected[i]) < 1e-4, nodes.merged[i]);
  const sharp = await family.apply(seen, await family.encodeStyle(style, pace), pace);
  assert.ok(furthest(sharp[0], merged[0]) > 0.1, 'attention is something else');
});

test('without attention every token of the style is looked at alike, and of two styles each as its share says', async () => {
  const content = await family.encodeContent(picture(32, 32, 0.61), pace);
  const queries = family.queries(content);
  const styles = [picture(32, 48, 0.9), picture(64, 32, 2.2)];
  const codes = await Promise.all(styles.map((style) => family.encodeStyle(style, pace, 0)));
  for (const row of family.weights(queries, codes[0])) {
    assert.ok(furthest(row, tf.scalar(1 / row.shape[2])) < 1e-6);
  }
  const mixture = await family.blend([{code: codes[0], weight: 0.25}, {code: codes[1], weight: 0.75}], queries);
  const [fine] = family.weights(queries, mixture);
  const first = fine.dataSync().subarray(0, (32 * 48) / 64).reduce((a, b) => a + b, 0);
  assert.ok(Math.abs(first - 0.25) < 1e-3, `${first}`);
});

test('what is looked at less sharply is kept apart from the style as it is', async () => {
  const pixels = {data: new Uint8ClampedArray(48 * 48 * 4).map((_, i) => (i * 37) % 251), width: 48, height: 48};
  const [content, style] = [{key: 'content', pixels}, {key: 'style', pixels}];
  const studio = new Studio(family);
  const painted = async (/** @type {number} */ attention) => {
    const job = {content, styles: [{...looked(style, attention), weight: 1}], ...USUAL, crop: {width: 48, height: 48}};
    return (await studio.stylize(job)).data;
  };
  const [sharp, blunt, again] = [await painted(1), await painted(0), await painted(1)];
  assert.notDeepEqual(blunt, sharp);
  assert.deepEqual(again, sharp);
  assert.deepEqual(studio.kept.codes, ['style at 0', 'style']);
  assert.equal(looked(style, 1), style);
});
