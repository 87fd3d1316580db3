import assert from 'node:assert/strict';
import {test} from 'node:test';
import {SharedDownloads} from '../../assets/stylizer/shared-downloads.js';

const URL = 'https://example.org/models/lite-1/';

/** Downloads that end as they are told to. */
function setUp() {
  /** @type {{signal: AbortSignal, progress: (loaded: number, total: number) => void, resolve: (opened: any) => void, reject: (reason: unknown) => void}[]} */
  const begun = [];
  const downloads = new SharedDownloads(
    /** @type {any} */ ((/** @type {string} */ _, /** @type {any} */ options) =>
      new Promise((resolve, reject) => {
        begun.push({...options, resolve, reject});
        options.signal.addEventListener('abort', () => reject(options.signal.reason));
      })),
  );
  return {downloads, begun};
}

test('two that want the same wait for one download, and both see how far it is', async () => {
  const {downloads, begun} = setUp();
  /** @type {string[]} */
  const steps = [];
  const one = downloads.get(URL, {progress: (loaded) => steps.push(`one ${loaded}`)});
  begun[0].progress(10, 100);
  const two = downloads.get(URL, {progress: (loaded) => steps.push(`two ${loaded}`)});
  begun[0].progress(20, 100);
  begun[0].resolve('package');
  assert.deepEqual(await Promise.all([one, two]), ['package', 'package']);
  assert.deepEqual(steps, ['one 10', 'two 10', 'one 20', 'two 20']);
  assert.equal(begun.length, 1);
});

test('one that is cancelled does not end the other’s; when all are, it ends and can begin again', async () => {
  const {downloads, begun} = setUp();
  const [first, second] = [new AbortController(), new AbortController()];
  const one = downloads.get(URL, {signal: first.signal});
  const two = downloads.get(URL, {signal: second.signal});
  first.abort();
  await assert.rejects(one, {name: 'AbortError'});
  assert.equal(begun[0].signal.aborted, false);
  second.abort();
  await assert.rejects(two, {name: 'AbortError'});
  assert.equal(begun[0].signal.aborted, true);
  const three = downloads.get(URL);
  begun[1].resolve('package');
  assert.equal(await three, 'package');
});

test('a failure is everybody’s, and the next try is a new one', async () => {
  const {downloads, begun} = setUp();
  const both = [downloads.get(URL), downloads.get(URL)];
  begun[0].reject(new Error('404'));
  for (const {status} of await Promise.allSettled(both)) assert.equal(status, 'rejected');
  downloads.get(URL);
  assert.equal(begun.length, 2);
});
