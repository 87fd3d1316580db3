/**
 * What every family of networks answers to (families/index.js), whatever kind it is; test_families.py
 * runs this with a package of each.
 */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {USUAL} from './usual-job.js';
import {wavyPicture} from './wavy-picture.js';
import {Studio, counted, open, tf} from './whole-tensorflow.js';

const {card, family} = await open(new URL(`file://${process.env.PACKAGE}/`));
const [width, height] = [96, 64];
const pace = {pixels: Infinity, step: async () => {}};

/** @param {ReturnType<typeof wavyPicture>} pixels @returns {any} (1, H, W, 3) in [0, 1] */
const input = ({data, width: across, height: down}) =>
  tf.div(tf.tensor(data.filter((_, i) => i % 4 < 3), [1, down, across, 3], 'float32'), 255);

const CONTENT = wavyPicture(1.5);
const STYLE = wavyPicture(0.3, 80, 48);

/** @param {object} change @param {Studio} [studio] */
const paint = async (change, studio = new Studio(family)) => {
  const job = {
    content: {key: 'content', pixels: CONTENT},
    styles: [{key: 'waves', pixels: STYLE, weight: 1}],
    ...USUAL,
    crop: {width, height},
    ...change,
  };
  return (await studio.stylize(/** @type {any} */ (job))).data;
};

/** Mean difference in [0, 255]. @param {any} a @param {any} b */
const apart = (a, b) => a.reduce((/** @type {number} */ sum, /** @type {number} */ v, /** @type {number} */ i) => sum + Math.abs(v - b[i]), 0) / a.length;

test(`${card.family}: encode, blend, apply and decode make a picture of the content's size`, async () => {
  const content = await family.encodeContent(input(CONTENT), pace);
  const code = await family.encodeStyle(input(STYLE), pace);
  const merged = await family.apply(content, await family.blend([{code, weight: 1}], family.queries(content)), pace);
  const result = await family.decode(merged, tf.scalar(1), pace);
  assert.deepEqual(result.shape, [1, height, width, 3]);
  const values = result.dataSync();
  assert.ok(values.every((value) => value >= 0 && value <= 1));
  const painted = await paint({});
  const rounded = Array.from(values, (value) => Math.round(255 * value));
  assert.ok(painted.filter((_, i) => i % 4 < 3).every((value, i) => Math.abs(value - rounded[i]) <= 1));
  assert.ok(apart(painted, CONTENT.data) > 3, 'it has painted');
});

test(`${card.family}: what is merged mixes: strength moves from the content's own style to the style`, async () => {
  const own = {key: 'content', pixels: CONTENT};
  const [none, half, all] = [
    await paint({own, strength: 0}), await paint({own, strength: 0.5}), await paint({own}),
  ];
  assert.equal(apart(all, await paint({})), 0);
  assert.ok(apart(none, all) > 3);
  assert.ok(apart(none, half) < apart(none, all));
  assert.ok(apart(half, all) < apart(none, all));
});

test(`${card.family}: a style twice is that style`, async () => {
  const twice = [{key: 'waves', pixels: STYLE, weight: 0.4}, {key: 'again', pixels: STYLE, weight: 0.6}];
  assert.ok(apart(await paint({styles: twice}), await paint({})) < 0.5);
});

test(`${card.family}: pictures are encoded once`, async () => {
  const {counting, seen} = counted(family);
  const studio = new Studio(counting);
  await paint({}, studio);
  await paint({content: {key: 'content'}, styles: [{key: 'waves', weight: 1}]}, studio);
  assert.deepEqual(seen, {encodeContent: 1, encodeStyle: 1});
});

test(`${card.family}: runs leave no tensors behind but what is kept`, async () => {
  const studio = new Studio(family);
  const counts = [];
  for (let i = 0; i < 12; i++) {
    const own = i % 3 ? null : {key: `own ${i % 2}`, pixels: CONTENT};
    const content = {key: `content ${i % 3}`, pixels: CONTENT};
    await paint({own, strength: own ? 0.5 : 1, content, iterations: 1 + (i % 2)}, studio);
    counts.push(tf.memory().numTensors);
  }
  assert.ok(Math.max(...counts.slice(8)) <= Math.max(...counts.slice(4, 8)));
});
