import assert from 'node:assert/strict';
import {test} from 'node:test';
import {StylizerError, aborted} from '../../assets/stylizer/errors.js';
import {itemsOf, runQueue, tally} from '../../assets/stylizer/queue.js';

const files = ['one.jpg', 'two.tar.gz', '.hidden'].map((name) => new File(['x'], name));

/** @param {import('../../assets/stylizer/queue.js').Item[]} items */
const phases = (items) => items.map(({phase}) => phase);

test('photographs are painted one after the other, in their order', async () => {
  const items = itemsOf(files);
  assert.deepEqual(items.map(({title}) => title), ['one', 'two.tar', '.hidden']);
  /** @type {string[]} */
  const log = [];
  await runQueue(
    items,
    async ({title}, _, progress) => {
      log.push(`begin ${title}`);
      progress(0.5);
      await Promise.resolve();
      log.push(`end ${title}`);
      return new Blob([title]);
    },
    {signal: new AbortController().signal, changed: ({title, phase, done}) => log.push(`${title} ${phase} ${done}`)},
  );
  assert.deepEqual(log.slice(0, 5), ['one running 0', 'begin one', 'one running 0.5', 'end one', 'one done 1']);
  assert.deepEqual(phases(items), ['done', 'done', 'done']);
  assert.equal(await items[2].blob?.text(), '.hidden');
});

test('one that fails keeps its reason and does not end the queue', async () => {
  const items = itemsOf(files);
  await runQueue(
    items,
    async ({title}) => {
      if (title === 'one') throw new StylizerError('picture-broken', {format: 'JPEG'});
      if (title === 'two.tar') throw new TypeError('unheard of');
      return new Blob();
    },
    {signal: new AbortController().signal},
  );
  assert.deepEqual(phases(items), ['failed', 'failed', 'done']);
  assert.deepEqual(items[0].error, {code: 'picture-broken', facts: {format: 'JPEG'}});
  assert.equal(items[1].error?.code, 'worker-failed');
  assert.deepEqual(tally(items), {all: 3, done: 1, failed: 2, left: 0});
});

test('cancelling keeps what is painted, and the rest can be painted later', async () => {
  const items = itemsOf(files);
  const controller = new AbortController();
  let painted = 0;
  const paint = async () => {
    if (++painted === 2) {
      controller.abort();
      throw aborted();
    }
    return new Blob();
  };
  await runQueue(items, paint, {signal: controller.signal});
  assert.deepEqual(phases(items), ['done', 'cancelled', 'cancelled']);
  assert.deepEqual(tally(items), {all: 3, done: 1, failed: 0, left: 2});
  await runQueue(items, async () => new Blob(), {signal: new AbortController().signal});
  assert.deepEqual(phases(items), ['done', 'done', 'done']);
});

test('a network that was cancelled while it started ends the queue', async () => {
  const items = itemsOf(files);
  let tried = 0;
  const paint = async () => {
    tried++;
    throw aborted();
  };
  await runQueue(items, paint, {signal: new AbortController().signal});
  assert.equal(tried, 1);
  assert.deepEqual(phases(items), ['cancelled', 'cancelled', 'cancelled']);
});
