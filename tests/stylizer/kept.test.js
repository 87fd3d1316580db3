import assert from 'node:assert/strict';
import {test} from 'node:test';
import {tf} from './whole-tensorflow.js';

await tf.setBackend('wasm');
const {Kept} = await import('../../assets/stylizer/kept.js');

/** @returns {Promise<any[]>} */
const one = async () => [tf.scalar(1)];

test('never more than the limit is alive, also while the next is made', async () => {
  const kept = new Kept(2);
  const before = tf.memory().numTensors;
  for (const key of ['a', 'b', 'c', 'd']) {
    await kept.get(key, async () => {
      assert.ok(tf.memory().numTensors - before < 2);
      return one();
    });
  }
  assert.deepEqual([...kept.keys()], ['c', 'd']);
  assert.equal(tf.memory().numTensors - before, 2);
});

test('the one unused longest goes', async () => {
  const kept = new Kept(2);
  for (const key of ['a', 'b', 'a', 'c']) await kept.get(key, one);
  assert.deepEqual([...kept.keys()], ['a', 'c']);
  kept.renew(['a']);
  await kept.get('d', one);
  assert.deepEqual([...kept.keys()], ['a', 'd']);
});
