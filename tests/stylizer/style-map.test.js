/** A map of styles: pictures to vectors, vectors to paintings, and places between them. */
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {StyleSpace, between} from '../../assets/stylizer/map/style-space.js';
import {PACKAGES, Studio, open, tf} from './whole-tensorflow.js';
import {USUAL} from './usual-job.js';
import {wavyPicture} from './wavy-picture.js';

const {VectorPainter} = await import('../../assets/stylizer/map/vector-painter.js');

const {card, family} = await open(PACKAGES[PACKAGES.length - 1]);
const [width, height] = [96, 64];
const CONTENT = {key: 'content', pixels: wavyPicture(1.5)};
const STYLES = [wavyPicture(0.3), wavyPicture(4), wavyPicture(2.2)];

const painter = new VectorPainter(new Studio(family), card);
const vectors = [];
for (const style of STYLES) vectors.push(await painter.encode(style));

/** @param {ArrayLike<number>} a @param {ArrayLike<number>} b the largest difference */
const apart = (a, b) => Array.from(a, (value, i) => Math.abs(value - b[i])).reduce((most, one) => Math.max(most, one), 0);

test('a style painted by its vector is the style as a vector means it: all of it everywhere', async () => {
  const looks = card.nodes.queries.length > 0;
  const style = {key: 'style', pixels: STYLES[0], weight: 1, ...(looks && {sharpness: 0})};
  const job = {content: CONTENT, styles: [style], ...USUAL, crop: {width, height}};
  const expected = await new Studio(family).stylize(/** @type {any} */ (job));
  const painted = await painter.paint(CONTENT, {width, height}, vectors[0]);
  assert.deepEqual([painted.width, painted.height], [width, height]);
  assert.ok(apart(painted.data, expected.data) <= 1);
  assert.ok(apart(painted.data, (await painter.paint(CONTENT, {width, height}, vectors[1])).data) > 20);
});

test('a worker that was begun anew paints from vectors of the one before', async () => {
  const fresh = new VectorPainter(new Studio(family), card);
  const [one, other] = await Promise.all([fresh, painter].map((own) => own.paint(CONTENT, {width, height}, vectors[2])));
  assert.deepEqual(one.data, other.data);
});

test('many places leave no more tensors behind than a few', async () => {
  const counts = [];
  for (let i = 0; i < 16; i++) {
    await painter.paint(CONTENT, {width, height}, between(vectors[0], vectors[1], i / 16));
    counts.push(tf.memory().numTensors);
  }
  assert.equal(counts[15], counts[11]);
});

test('at the place of a style there is its very vector, and beside it one that hardly differs', () => {
  const space = new StyleSpace(vectors);
  for (const [i, {place}] of space.marks.entries()) {
    assert.deepEqual([...space.vectorAt(place)], [...vectors[i]]);
    const beside = space.vectorAt([place[0] + 1e-4, place[1] - 1e-4]);
    const scale = Math.max(...vectors[i].map(Math.abs));
    assert.ok(apart(beside, vectors[i]) < 1e-3 * scale);
  }
});
