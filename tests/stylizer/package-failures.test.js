import assert from 'node:assert/strict';
import {test} from 'node:test';
import {isKept, openPackage} from '../../assets/stylizer/package.js';
import {GRAPH, SHARD, world} from './package-world.js';

const SHARDS = ['a.bin', 'b.bin', 'c.bin'];

/** In pieces, each a while after the one before. @param {Uint8Array} bytes @param {number} end of those that come */
const pieces = (bytes, end) =>
  new ReadableStream({
    async pull(controller) {
      const {sent = 0} = this;
      await new Promise((resolve) => setImmediate(resolve));
      if (sent < end) controller.enqueue(bytes.slice(sent, Math.min(end, sent + 1500)));
      else if (end < bytes.length) controller.error(new TypeError('network error'));
      else controller.close();
      this.sent = sent + 1500;
    },
    sent: 0,
  });

/** @type {Record<string, {answer: (bytes: Uint8Array) => Uint8Array | number | (() => any), failure: (file: string) => object}>} */
const FAULTS = {
  missing: {answer: () => 404, failure: () => ({code: 'model-not-found', facts: {status: 404}})},
  short: {answer: (bytes) => bytes.slice(0, -1), failure: (file) => ({code: 'model-damaged', facts: {file}})},
  corrupt: {
    answer: (bytes) => bytes.with(bytes.length >> 1, bytes[bytes.length >> 1] ^ 1),
    failure: (file) => ({code: 'model-damaged', facts: {file}}),
  },
  'broken off': {answer: (bytes) => () => pieces(bytes, bytes.length >> 1), failure: () => ({code: 'network'})},
};

for (const file of ['model.json', ...SHARDS]) {
  const whole = file === 'model.json' ? GRAPH : SHARD;
  for (const [fault, {answer, failure}] of Object.entries(FAULTS)) {
    test(`${file} that is ${fault} is said, is not kept, and comes whole the next time`, async () => {
      const {folder, platform, served, stored} = world(SHARDS);
      served[file] = answer(whole);
      await assert.rejects(openPackage(folder, {platform}), failure(file));
      assert.equal(await isKept(folder, platform), false);
      assert.equal(stored.has(folder + file), false);
      served[file] = whole;
      const {model, kept} = await openPackage(folder, {platform});
      assert.deepEqual(new Uint8Array(model.files[file]), whole);
      assert.ok((await kept) && (await isKept(folder, platform)));
    });
  }

  test(`${file} that comes slowly shows how far it is, and is whole`, async () => {
    const {folder, platform, served} = world(SHARDS);
    served[file] = () => pieces(whole, whole.length);
    /** @type {number[]} */
    const steps = [];
    const {model} = await openPackage(folder, {platform, progress: (loaded) => steps.push(loaded)});
    assert.deepEqual(new Uint8Array(model.files[file]), whole);
    assert.deepEqual(steps, steps.toSorted((a, b) => a - b));
    assert.equal(steps.at(-1), GRAPH.length + SHARDS.length * SHARD.length);
  });
}
