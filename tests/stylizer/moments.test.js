import assert from 'node:assert/strict';
import {test} from 'node:test';
import {PACKAGES, open, tf} from './whole-tensorflow.js';

const {Moments} = await import('../../assets/stylizer/families/moments.js');

/** @param {number} height @param {number} width @param {number} seed @returns {any} (1, H, W, 3) */
const picture = (height, width, seed) =>
  tf.tensor(
    Float32Array.from({length: height * width * 3}, (_, i) => 0.5 + 0.5 * Math.sin(i * 0.7 * seed + (i * i) / 999)),
    [1, height, width, 3],
  );

/** @param {any} a @param {any} b */
const furthest = (a, b) => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0];

const pace = {pixels: Infinity, step: async () => {}};

for (const folder of PACKAGES) {
  const name = folder.pathname.split('/').at(-2);

  test(`${name}: the moments found in the graph are those of each feature`, async () => {
    const {card, model, family} = await open(folder);
    const moments = new Moments(/** @type {any} */ (model), card.nodes);
    const features = await family.encodeContent(picture(64, 96, 1), pace);
    const got = moments.of(features);
    assert.equal(got.length, 2 * moments.found.length);
    assert.ok(moments.found.length > 0);
    moments.found.forEach(({feature}, i) => {
      const {mean, variance} = tf.moments(/** @type {any} */ (features[card.nodes.features.indexOf(feature)]), [1, 2], true);
      assert.deepEqual(got[i].shape, mean.shape);
      assert.ok(furthest(got[i], mean) < 1e-4);
      assert.ok(furthest(got[moments.found.length + i], variance) < 1e-3);
    });
  });
}
