import assert from 'node:assert/strict';
import {test} from 'node:test';
import {setImmediate} from 'node:timers/promises';
import {Packages} from '../../assets/stylizer/packages.js';
import {SharedDownloads} from '../../assets/stylizer/shared-downloads.js';

const URL = 'https://example.org/models/full-1/';

/** @param {number} bytes of the package, as its card says @param {Promise<boolean>} kept */
function setUp(bytes, kept) {
  let downloads = 0;
  const open = async () => {
    downloads++;
    return {model: {card: {bytes}, files: {'model.json': new ArrayBuffer(8)}}, kept, downloaded: 8};
  };
  return {packages: new Packages(new SharedDownloads(/** @type {any} */ (open))), count: () => downloads};
}

/** @param {import('../../assets/stylizer/packages.js').Opened} opened */
const lengthOf = ({model}) => model.files['model.json'].byteLength;

test('a small package stays in memory', async () => {
  const {packages, count} = setUp(2e6, Promise.resolve(true));
  const opened = await packages.get(URL);
  await setImmediate();
  assert.equal(await packages.get(URL), opened);
  assert.deepEqual([count(), lengthOf(opened)], [1, 8]);
});

test('a large one is there at once for whoever asked, and leaves memory when the browser has kept it', async () => {
  const {packages, count} = setUp(42e6, Promise.resolve(true));
  const both = await Promise.all([packages.get(URL), packages.get(URL)]);
  assert.deepEqual([count(), ...both.map(lengthOf)], [1, 8, 8]);
  await new Promise((resolve) => setTimeout(resolve, 2));
  assert.deepEqual([packages.has(URL), ...both.map(lengthOf)], [true, 0, 0]);
  assert.equal(lengthOf(await packages.get(URL)), 8);
  assert.equal(count(), 2);
});

test('a large one that the browser has no room for stays in memory', async () => {
  const {packages, count} = setUp(42e6, Promise.resolve(false));
  await packages.get(URL);
  await new Promise((resolve) => setTimeout(resolve, 2));
  assert.equal(lengthOf(await packages.get(URL)), 8);
  assert.equal(count(), 1);
});
